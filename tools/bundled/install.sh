#!/bin/sh
# 民声 离线安装程序。用法：sh install.sh [目标目录] [--start | --rollback]
# 再次运行即为原地升级：新版本装好并能运行之后才切换，数据目录 var/ 保持不动。
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
doing=安装

fail() {
  echo "${doing}未完成：$*" >&2
  exit 1
}

value() {
  sed -n "s/^$1=//p" "$here/VERSION"
}

usage() {
  echo "用法：sh install.sh [目标目录] [--start | --rollback]"
  echo "  目标目录  默认 /opt/minsheng；非 root 用户默认 \$HOME/minsheng"
  echo "  --start   安装后启动，并等待页面可以打开"
  echo "  --rollback 退回上一版本，连同升级前自动备份的数据库；现在的数据库另存"
}

read_arguments() {
  target=/opt/minsheng
  [ "$(id -u)" = 0 ] || target=$HOME/minsheng
  start=no rollback=no
  for word in "$@"; do
    case $word in
      -h | --help) usage && exit 0 ;;
      --start) start=yes ;;
      --rollback) rollback=yes ;;
      -*) usage >&2 && exit 2 ;;
      *) target=$word ;;
    esac
  done
}

check_machine() {
  for file in VERSION SHA256SUMS; do
    [ -f "$here/$file" ] || fail "安装包不完整，缺少 $file 文件，请重新解压。"
  done
  [ "$(uname -s)-$(uname -m)" = "Linux-$(value arch)" ] ||
    fail "本安装包用于 Linux $(value arch)，这台机器是 $(uname -s) $(uname -m)，请换用对应架构的安装包。"
}

check_files() {
  bad=$(cd "$here" && LC_ALL=C sha256sum --quiet -c SHA256SUMS 2>/dev/null) ||
    fail "文件校验不一致（${bad%%:*}），安装包可能在拷贝中损坏，请重新拷贝并解压。"
}

# 与安装包同一次版本号（如 3.11）的 Python；可用环境变量 PYTHON 指定。
find_python() {
  wanted=$(value python)
  for python in ${PYTHON:-} "python$wanted" python3 "/usr/local/bin/python$wanted" "/usr/bin/python$wanted"; do
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    [ "$found" != "$wanted" ] || return 0
  done
  fail "没有找到 Python $wanted，请先安装；已安装在别处时，用 PYTHON=/路径/python$wanted sh install.sh 指定。"
}

check_glibc() {
  "$python" - "$(value glibc)" <<'END' || fail "系统的 glibc 太旧，需要 glibc $(value glibc) 或更新的版本。"
import os, sys
number = lambda text: tuple(int(part) for part in text.split("."))
sys.exit(number(os.confstr("CS_GNU_LIBC_VERSION").split()[1]) < number(sys.argv[1]))
END
}

check_target() {
  mkdir -p "$target" 2>/dev/null && [ -w "$target" ] ||
    fail "目录 $target 不能写入，请换一个目录或用有权限的用户运行。"
  target=$(cd "$target" && pwd)
  free=$(df -Pk "$target" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 1500 ] || fail "目录 $target 所在磁盘只剩 ${free} MB，至少需要 1500 MB。"
}

# 每个版本装在自己的目录里，中途失败不影响正在使用的版本。
install_release() {
  number=$(sha256sum "$here/SHA256SUMS" | cut -c1-8)
  release=$target/releases/$(value version)-$number
  log=$target/install.log
  [ ! -f "$release/.complete" ] || return 0
  echo "正在安装民声 $(value version) 到 $target，约需一两分钟……"
  mkdir -p "$target/releases"
  drop_releases unfinished
  trap 'rm -rf "$release"; exit 1' HUP INT TERM
  install_wheels >"$log" 2>&1 || {
    rm -rf "$release" # 不占正在使用的版本的磁盘
    fail "安装程序文件时出错，详见 $log，最后一行是：$(tail -n 1 "$log")"
  }
  touch "$release/.complete"
  trap - HUP INT TERM
}

# 删除没有装完的版本（unfinished），或当前版本和上一版本以外的（spare）。
drop_releases() {
  for one in "$target"/releases/*/; do
    one=${one%/}
    [ -d "$one" ] && ! points current "$one" && ! points previous "$one" || continue
    [ "$1" = unfinished ] && [ -f "$one/.complete" ] || rm -rf "$one"
  done
}

points() {
  [ "$(readlink -f "$target/$1")" = "$(readlink -f "$2")" ]
}

install_wheels() {
  "$python" -m venv --without-pip "$release" || return 1
  PIP_CONFIG_FILE=/dev/null "$release/bin/python" "$(echo "$here"/wheels/pip-*.whl)/pip" \
    --isolated install --no-index --find-links "$here/wheels" -c "$here/constraints.txt" \
    "minsheng==$(value version)" || return 1
  "$release/bin/minsheng" --help
}

switch_release() {
  upgraded=no
  [ ! -L "$target/current" ] || upgraded=yes
  [ -d "$target/var" ] || mkdir -m 700 "$target/var"
  mkdir -p "$release/bundled"
  for file in $beside; do cp "$here/$file" "$release/bundled/"; done
  [ "$upgraded" = no ] || points current "$release" ||
    link previous "$(basename "$(readlink -f "$target/current")")"
  use "$release"
  drop_releases spare
}

# 命令、手册和版本说明随版本一起换。
beside="minsheng minsheng-start minsheng-stop 使用手册.md VERSION"

use() {
  for file in $beside; do
    [ -f "$1/bundled/$file" ] || continue
    cp -p "$1/bundled/$file" "$target/.$file.new"
    mv -f "$target/.$file.new" "$target/$file"
  done
  link current "${1##*/}"
}

link() {
  ln -sfn "releases/$2" "$target/.$1.new"
  mv -fT "$target/.$1.new" "$target/$1"
}

start_release() {
  "$target/minsheng-stop" || exit 1
  [ "$upgraded" = no ] || "$target/minsheng" db upgrade ||
    fail "数据库升级没有成功，数据未改动，民声已停止；请按上面的提示处理后重新运行本程序，或用 --rollback 退回。"
  # 上次启动时的 --host、--port 照用
  "$target/minsheng-start" --background $(cat "${MINSHENG_HOME:-$target/var}/serve.options" 2>/dev/null) || exit 1
}

# 退回上一版本。数据库结构升级过的，换回升级前自动备份的那一份，现在的另存。
roll_back() {
  doing=退回
  [ -L "$target/current" ] || fail "$target 里没有安装民声。"
  [ -L "$target/previous" ] && [ -d "$target/previous" ] || fail "没有保留上一版本，不能退回。"
  now=$(readlink -f "$target/current")
  before=$(readlink -f "$target/previous")
  [ "$before" != "$now" ] || fail "没有保留上一版本，不能退回。"
  "$target/minsheng-stop" || exit 1
  restore_database "$("$before/bin/python" -P -c "$head")"
  use "$before"
  rm -f "$target/previous"
  echo "已退回 ${before##*/}。启动：$target/minsheng-start"
}

head='from store.migrate import head; print(head())'

restore_database() {
  [ -n "$1" ] || fail "上一版本 ${before##*/} 不能运行，程序没有改动。"
  url=${MINSHENG_STORE_URL:-$(setting MINSHENG_STORE_URL)}
  file=${MINSHENG_STORE_URL_FILE:-$(setting MINSHENG_STORE_URL_FILE)}
  [ -z "$file" ] || url=$(cat "$file")
  case $url in
    postgresql*) same_server_schema "$url" "$1" && return 0 ;;
    *) "$before/bin/python" -P - "${MINSHENG_HOME:-$target/var}" "$1" "${url#sqlite:///}" <<'END' && return 0 ;;
import os, sqlite3, sys, time
from contextlib import closing
from pathlib import Path
home, wanted = Path(sys.argv[1]), sys.argv[2]
database = Path(sys.argv[3] or home / "minsheng.db")
def schema(path):
    try:
        with closing(sqlite3.connect(path)) as conn:
            return conn.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return None
if not database.exists() or schema(database) == wanted:
    raise SystemExit(0)
for path in sorted((home / "backups").glob("before-upgrade-*.db"), reverse=True):
    if schema(path) != wanted:
        continue
    kept = home / "backups" / time.strftime("before-rollback-%Y%m%dT%H%M%SZ.db", time.gmtime())
    os.umask(0o077)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(database)) as now:
        with closing(sqlite3.connect(kept)) as aside:
            now.backup(aside)
        old.backup(now)
    owner = path.stat()
    os.chown(kept, owner.st_uid, owner.st_gid)
    print(f"数据库已换回升级前的备份 {path.name}，原来的另存为 {kept}。")
    raise SystemExit(0)
raise SystemExit(1)
END
  esac
  fail "没有升级前的数据库备份（结构 $1），程序没有改动。"
}

setting() {
  sed -n "s/^$1=//p" "${MINSHENG_HOME:-$target/var}/settings.env" 2>/dev/null | tr -d '\r' | tail -n 1
}

# PostgreSQL 由单位用升级前的备份恢复；已经恢复（或没有升级过）的可以退回。
same_server_schema() {
  "$before/bin/python" -P - "$1" "$2" <<'END' || fail "请先用升级前的备份恢复 PostgreSQL 数据库（结构 $2），再退回；程序没有改动。"
import sys
from store.engine import connect
from store.migrate import revision
raise SystemExit(revision(connect(sys.argv[1])) not in (None, sys.argv[2]))
END
}

report() {
  echo "已安装民声 $(value version)。启动：$target/minsheng-start   手册：$target/使用手册.md"
  [ "$upgraded" = no ] ||
    echo "这里原来已有民声，请依次运行 $target/minsheng-stop、$target/minsheng db upgrade、$target/minsheng-start。"
}

# 由专门的用户运行时，root 启动的程序会留下它不能读写的文件。
check_owner() {
  [ "$start" = yes ] && [ -d "$target/var" ] && [ "$(id -u)" = 0 ] || return 0
  owner=$(stat -c %U "$target/var")
  [ "$owner" = root ] ||
    fail "数据目录属于用户 $owner，不能带 --start；由 systemd 管理时的升级步骤见手册“启动”一节。"
}

read_arguments "$@"
if [ "$rollback" = yes ]; then roll_back && exit 0; fi
check_machine
check_files
find_python
check_glibc
check_target
check_owner
install_release
switch_release
if [ "$start" = yes ]; then start_release; else report; fi
