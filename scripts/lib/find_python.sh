# Sets $python to a Python of at least 3.11, or ends with status 10 and one clear line.
python=
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3 python; do
    if [ -n "$candidate" ] &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "✗ 需要 Python 3.11 或更新的版本，这台电脑上没有找到。请先安装 Python，再运行一次。" >&2
    exit 10
fi
