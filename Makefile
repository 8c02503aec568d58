# Minsheng: everything is built in .venv beside this file. `make help` lists the commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -n 2
SOURCES := core config collectors analysis store cases alerts reports jobs dashboard

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check measure soak bundle lint catalogs pins sbom audit clean

help: ## List these commands · 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Build .venv with the program in it · 建立运行环境
	@echo "minsheng: $(BIN)/minsheng"

run: setup ## Worker and dashboard on http://127.0.0.1:8501 (demo data in an empty store) · 启动
	$(BIN)/minsheng serve --demo

test: lint ## Style, types, import contracts, fast tests (under 3 minutes) · 快速测试
	$(PYTEST) -m "not slow"

check: $(VENV)/.installed-dev ## The slow tests (under 45 minutes) · 完整测试
	$(PYTEST) -m slow

measure: $(VENV)/.installed-dev ## The tables of the model cards, measured now (minutes) · 实测各项指标
	$(BIN)/python -m tests.measure.masking
	$(BIN)/python -m tests.measure.accused
	MINSHENG_LANG=en $(BIN)/minsheng bench --out docs/performance.md

soak: $(VENV)/.installed-dev ## Everything at once for half an hour: does memory stay flat? · 长时间运行
	$(BIN)/python -m tests.measure.soak --minutes $(or $(MINUTES),30)

lint: $(VENV)/.installed-dev ## ruff, mypy, import-linter · 静态检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bundle: $(VENV)/.installed-dev ## One archive for a machine without any network, in dist/ · 离线安装包
	$(BIN)/python tools/bundle.py

catalogs: $(VENV)/.installed-dev ## Collect the sentences and compile the translations · 更新翻译
	$(BIN)/python tools/catalogs.py

sbom: $(VENV)/.installed-dev ## What the program is made of (CycloneDX), and whether it fits together · 软件物料清单
	$(BIN)/python -m pip check
	mkdir -p dist
	$(BIN)/cyclonedx-py environment $(VENV) --pyproject pyproject.toml --output-format JSON --output-file dist/sbom.json

audit: sbom ## Known weaknesses of the libraries; ADVISORIES=file, folder, zip or index · 核查已知漏洞
	$(BIN)/python tools/weaknesses.py $(if $(ADVISORIES),--advisories "$(ADVISORIES)")

pins: $(VENV)/pyvenv.cfg ## Renew constraints.txt from pyproject.toml · 更新依赖版本
	$(BIN)/python tools/pins.py

clean: ## Remove what is built; data in var/ stays · 清理（不动数据）
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find $(SOURCES) tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "需要 Python 3.11 或更新版本，可用 make PYTHON=/路径/python3.11 指定。" \
	    "Python 3.11 or newer is needed; name one with make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "这个 Python 缺少 venv 组件，请先安装（Debian：python3-venv）。" \
	    "This Python lacks its venv module; install it first (Debian: python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: $(VENV)/pyvenv.cfg pyproject.toml constraints.txt $(wildcard analysis/_*.c)
	@echo "正在安装依赖，约一分钟 · Installing, about a minute"
	@$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/pyvenv.cfg pyproject.toml constraints.txt $(wildcard analysis/_*.c)
	@echo "正在安装依赖，约一分钟 · Installing, about a minute"
	@$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.installed $@
