"""The commands, grouped as a person thinks of them. Each module has `register(app)`.

A command's module is imported when it is called; `minsheng --help` imports none of them.
"""

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serving", "同时运行后台和看板；任一退出则全部退出。"),
    "worker": ("serving", "运行后台：采集、分析、研判、预警。"),
    "dashboard": ("serving", "运行看板。"),
    "push": ("serving", "接收其他系统推送的记录。"),
    "import": ("data", "导入一个文件或数据包，逐行交代去向：接收、重复、更新、待核。"),
    "demo": ("data", "往空数据库装入示例县一年的数据，全部虚构。"),
    "export": ("data", "导出一张图表或它的数据；默认为数据的整个时间范围。"),
    "report": ("reporting", "简报：起草、列出、审核、签发。"),
    "feeds": ("subscribing", "把 OPML 订阅列表里的源加入本单位的配置。"),
    "inspect": ("inspecting", "检查登记的网站：探测到期的，列出各项结论。"),
    "collect": ("steps", "采集到期的数据源和投递文件夹里的文件。"),
    "analyse": ("steps", "给待分析的诉求打标签。"),
    "watch": ("steps", "归并热点事项，计算热度，产生预警。"),
    "remind": ("steps", "检查各项预警：新预警、催办、逐级上报和解除，写入待发。"),
    "deliver": ("steps", "发送到期的预警，并把办结结果回填平台。"),
    "due": ("clocks", "一条规则的到期时间，以及怎样算出来的。"),
    "rates": ("clocks", "响应率、解决率、满意率、好评率、按时率，连同分子、分母、口径和区间。"),
    "calendar": ("clocks", "一年的放假和调休安排。"),
    "label": ("learning", "给一张诉求表（id、title、text）打标签，不用数据库。"),
    "replies": (
        "learning",
        "给一张答复表（id、title、text、reply、posted_at、replied_at）打标签，不用数据库。",
    ),
    "train": ("learning", "用标注表和人工更正改进模型；新模型不如现有模型时不安装。"),
    "evaluate": ("learning", "用标注表检验现有模型：各标签的宏平均 F1 及其 95% 区间。"),
    "issues": ("finding", "把一个诉求表格归并成热点事项；另写 OUT 同名的 .issues 文件。"),
    "backtest": (
        "finding",
        "在演示数据或本单位的历史数据上回放：何时预警；演示数据另给各埋设事项的早晚和误报。",
    ),
    "documents": ("documents", "政策文件。"),
    "proofread": (
        "documents",
        "发布前检查一份稿件；有个人信息、失效引用或与口径矛盾时退出码为 1。",
    ),
    "opendata": ("openness", "生成一个月的公开数据；小格和相关的格不公开，生成过的月份不再改动。"),
    "annual": ("openness", "政府信息公开工作年度报告的数据表。"),
    "procedures": ("duties", "依申请公开、信访事项、意见征集。"),
    "assessments": ("duties", "考核。"),
    "mask": (
        "privacy",
        "遮盖表格中的个人信息，不写数据库。CSV、XLSX、JSONL、Parquet，看文件后缀。",
    ),
    "erase": ("privacy", "删除一件诉求的全部内容；以后同一编号不再接收。"),
    "remask": ("privacy", "按现在的遮盖规则重新遮盖库中的旧文本；后台也会自己做。"),
    "doctor": ("care", "检查这套安装是否健康；有错误时退出码为 1，只有提醒时为 0。"),
    "reanalyse": (
        "keeping",
        "按现在的词表和模型给全部诉求重打标签；人工更正不变，中断后接着做。",
    ),
    "regroup": (
        "keeping",
        "重新归并全部热点事项；人工的拆分、合并和事项编号不变。先停止后台。",
    ),
    "history": ("history", "历史数据：已结束月份的 Parquet 文件。"),
    "backup": ("keeping", "不停机备份数据库和本单位配置，写完重新打开核对。"),
    "restore": ("keeping", "恢复一份备份；备份之后删除过的诉求不会重新出现。"),
    "bench": ("bench", "在本机实测速度、内存和扩展性，与 jieba-rs、SnowNLP 对比（几分钟）。"),
    "topics": ("watching", "在用的关注专题：今日件数与常态。"),
    "alarms": ("alerting", "未解除的预警。"),
    "rules": ("rules", "时限规则。"),
    "db": ("care", "数据库维护。"),
    "audit": ("audit", "审计记录。"),
    "user": ("users", "登录账号。"),
    "contacts": ("alerting", "联系人和值班表。"),
}
"""Command -> its module here, and the first line of its docstring, in the order of --help."""
