CREATE TABLE "工单" ("编号" TEXT, "标题" TEXT, "内容" TEXT, "创建" INTEGER);
INSERT INTO "工单" VALUES ('GD-2', '噪声', '工地半夜施工。', 1795139460), ('GD-1', '停电', '昨晚停电。', 1795139400000);
