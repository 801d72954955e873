"""A redemption day with more wishes than soap: everybody presses at once, goods are handed over by code."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from demo_day.api import Answer, Caller
from demo_day.cast import COUNTY, Cast, Volunteer
from demo_day.narrator import Narrator
from demo_day.time_travel import Clock, at, day_words, wire

SOAP_PIECES = 12
SOAP_PRICE = "30.00"
PRESS_AT_ONCE = 8
OPENS, CLOSES = (9, 0), (11, 30)
TOO_MANY = 20
WRONG_CODE = "00000000"


@dataclass
class Order:
    """A household's order that stands, with the code to show."""

    household: list[Volunteer]
    id: str
    code: str


@dataclass
class Counter:
    """The pickup point on its day."""

    cast: Cast
    clock: Clock
    narrator: Narrator
    point_id: str
    soap_id: str = ""
    day_id: str = ""
    orders: list[Order] = field(default_factory=list)
    empty_handed: list[list[Volunteer]] = field(default_factory=list)

    def play(self) -> None:
        """Play the redemption day."""
        day = (self.clock.now() + dt.timedelta(days=1)).date()
        self._stock(day)
        self._announce(day)
        self.clock.travel_to(at(day, *OPENS, second=20))
        self._press_at_once()
        self._too_few_points()
        self._change_of_mind()
        self._hand_over()
        self._show_board()

    def _stock(self, day: dt.date) -> None:
        """Put this day's soap on the shelf; the activity grant may not pay for it."""
        keeper = self.cast.keeper.caller
        title = f"香皂（{day.month}月{day.day}日）"
        item = {
            "pickup_point_id": self.point_id,
            "name": title,
            "unit_name": "块",
            "description": "一块 125 克",
            "points": SOAP_PRICE,
        }
        self.soap_id = keeper.do("/reward-items", item)["id"]
        donor = keeper.every("/donors")[0]
        lot = {
            "item_id": self.soap_id,
            "donor_id": donor["id"],
            "receipt_no": f"演示-{self.soap_id}",
            "quantity": SOAP_PIECES,
            "unit_value_fen": 320,
            "value_basis": "送货单",
            "funding_source": "activity_grant",
        }
        answer = keeper.attempt("/lots", lot)
        self.narrator.refused("想用 5000 元活动经费买奖品", answer, "grant_not_for_gifts")
        keeper.do("/lots", lot | {"funding_source": "donation"})
        self.narrator.say(f"{donor['name']}送来{title} {SOAP_PIECES} 块，登记入库，{SOAP_PRICE} 分一块。")

    def _announce(self, day: dt.date) -> None:
        body = {
            "pickup_point_id": self.point_id,
            "opens_at": wire(at(day, *OPENS)),
            "closes_at": wire(at(day, *CLOSES)),
            "note": "请带手机或纸卡。",
        }
        self.day_id = self.cast.keeper.caller.do("/redemption-days", body)["id"]
        self.narrator.say(f"兑换日：{day_words(day)} 9:00–11:30，村委会一楼。")
        first = self.cast.households()[0]
        answer = self._place(first, Caller(self.cast.keeper.caller.service), quantity=1)
        self.narrator.refused(f"{first[0].name}家等不及，今天就想换", answer, "redemption_day_closed")

    def _press_at_once(self) -> None:
        """Let all twenty households ask for soap in the same moments, each over a connection of its own."""
        households = self.cast.households()

        def press(household: list[Volunteer]) -> Answer:
            return self._place(household, Caller(self.cast.keeper.caller.service.another()), quantity=1)

        with ThreadPoolExecutor(PRESS_AT_ONCE) as crowd:
            answers = list(crowd.map(press, households))
        for household, answer in zip(households, answers, strict=True):
            self._note(household, answer)
        granted = len(self.orders)
        self.narrator.expect(granted == SOAP_PIECES, f"{SOAP_PIECES} 块香皂应正好给 {SOAP_PIECES} 家，实际 {granted}")
        self.narrator.say(
            f"9 点一到，{len(households)} 家同时要香皂：{granted} 家留到了，{len(self.empty_handed)} 家没有。"
        )
        refused = next(answer for answer in answers if not answer.ok)
        self.narrator.refused("没留到的人看到", refused, "out_of_stock")
        left = self._soap()["available"]
        self.narrator.expect(left == 0, f"货架上应剩 0 块，实际 {left}")

    def _note(self, household: list[Volunteer], answer: Answer) -> None:
        if answer.ok:
            self.orders.append(Order(household, answer.body["id"], answer.body["pickup_code"]))
        else:
            self.narrator.expect(answer.code == "out_of_stock", f"{household[0].name}家：{answer.code}")
            self.empty_handed.append(household)

    def _too_few_points(self) -> None:
        household = self.empty_handed[-1]
        towel = next(item for item in self._mall()["items"] if item["name"] == "毛巾")
        answer = self._place(household, Caller(self.cast.keeper.caller.service), quantity=TOO_MANY, item_id=towel["id"])
        codes = ("insufficient_points", "out_of_stock")
        self.narrator.refused(f"{household[0].name}家想换 {TOO_MANY} 条毛巾", answer, *codes)

    def _change_of_mind(self) -> None:
        """Let one household cancel: the soap is there again for one that went away without."""
        index = next(i for i, order in enumerate(self.orders) if order.household[0].has_phone)
        order = self.orders.pop(index)
        order.household[0].caller.do(f"/redemption-orders/{order.id}/cancellation", {"reason": "先攒着，下次换卷纸。"})
        next_one = self.empty_handed.pop(0)
        answer = self._place(next_one, Caller(self.cast.keeper.caller.service), quantity=1)
        self.narrator.expect(answer.ok, f"取消后应能换到，实际 {answer.code} {answer.body}")
        self._note(next_one, answer)
        self.narrator.say(f"{order.household[0].name}家改了主意，分退了回来；那块香皂给了{next_one[0].name}家。")

    def _hand_over(self) -> None:
        """Hand everything over by code: a wrong one finds nothing, a used one gives nothing twice."""
        keeper, path = self.cast.keeper.caller, "/redemption-orders/fulfilment"
        answer = keeper.attempt(path, {"pickup_point_id": self.point_id, "code": WRONG_CODE})
        self.narrator.refused("报错了取货码", answer, "pickup_code_unknown")
        for number, order in self.narrator.each(list(enumerate(self.orders)), "发放"):
            body = {"pickup_point_id": self.point_id, "code": order.code}
            if number == len(self.orders) - 1:
                body["collected_by"] = "邻居" + self.cast.volunteers[0].name
            keeper.do(path, body)
        answer = keeper.attempt(path, {"pickup_point_id": self.point_id, "code": self.orders[0].code})
        self.narrator.refused("同一个取货码第二次来领", answer, "order_not_open")
        self.narrator.say(f"{len(self.orders)} 家凭码领走，其中 1 家由邻居代领，记了名字。")

    def _show_board(self) -> None:
        sheet = self.cast.keeper.caller.get(f"/redemption-days/{self.day_id}/sheet")
        self.narrator.expect(sheet["agrees"], f"当天的三本账对不上：{sheet}")
        self.narrator.expect(sheet["open"] == 0, f"还有没领走的：{sheet}")
        self.narrator.say(
            f"收摊对账：兑换单 {sheet['order_points']} 分，积分账 {sheet['ledger_points']} 分；"
            f"兑换单 {sheet['order_units']} 件，库存账 {sheet['stock_units']} 件。"
        )

    def _place(
        self, household: list[Volunteer], caller: Caller, *, quantity: int, item_id: str | None = None
    ) -> Answer:
        """Place an order from the mother's phone, or let the keeper scan her card."""
        mother = household[0]
        body: dict[str, Any] = {
            "redemption_day_id": self.day_id,
            "lines": [{"item_id": item_id or self.soap_id, "quantity": quantity}],
        }
        if not mother.has_phone:
            body["card"] = mother.card
        caller.token = mother.caller.token if mother.has_phone else self.cast.keeper.caller.token
        return caller.attempt("/redemption-orders", body)

    def _soap(self) -> dict[str, Any]:
        lots = self.cast.keeper.caller.every("/lots", pickup_point_id=self.point_id)
        found: dict[str, Any] = next(lot for lot in lots if lot["item_id"] == self.soap_id)
        return found

    def _mall(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.cast.keeper.caller.get("/mall", county_id=COUNTY, pickup_point_id=self.point_id)
        return shown
