BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE alerts (
	id INTEGER NOT NULL, 
	dedupe_key VARCHAR(200) NOT NULL, 
	rule VARCHAR(64) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	level VARCHAR(4) NOT NULL, 
	title TEXT NOT NULL, 
	why TEXT NOT NULL, 
	facts JSON NOT NULL, 
	fired_at BIGINT NOT NULL, 
	CONSTRAINT pk_alerts PRIMARY KEY (id), 
	CONSTRAINT uq_alerts_dedupe_key UNIQUE (dedupe_key)
);
INSERT INTO "alerts" VALUES(1,'1','1',1,'1','云杉小区夜间施工','1','{}',1763870400000001);
INSERT INTO "alerts" VALUES(2,'2','2',2,'2','云杉小区夜间施工','2','{}',1763870400000002);
INSERT INTO "alerts" VALUES(3,'3','3',3,'3','云杉小区夜间施工','3','{}',1763870400000003);
CREATE TABLE checkpoints (
	source VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	moved_at BIGINT NOT NULL, 
	CONSTRAINT pk_checkpoints PRIMARY KEY (source)
);
INSERT INTO "checkpoints" VALUES('n1','1',1763870400000001);
INSERT INTO "checkpoints" VALUES('n2','2',1763870400000002);
INSERT INTO "checkpoints" VALUES('n3','3',1763870400000003);
CREATE TABLE confidential_counts (
	month INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	intent VARCHAR(4) NOT NULL, 
	messages INTEGER NOT NULL, 
	CONSTRAINT pk_confidential_counts PRIMARY KEY (month, source, area, intent)
);
INSERT INTO "confidential_counts" VALUES(202611,'board','environment','投诉',1);
CREATE TABLE confidential_keys (
	ticket_hash BLOB NOT NULL, 
	month INTEGER NOT NULL, 
	CONSTRAINT pk_confidential_keys PRIMARY KEY (ticket_hash)
);
INSERT INTO "confidential_keys" VALUES(X'01010101010101010101010101010101',202611);
INSERT INTO "confidential_keys" VALUES(X'02020202020202020202020202020202',202611);
INSERT INTO "confidential_keys" VALUES(X'03030303030303030303030303030303',202611);
CREATE TABLE counters (
	name VARCHAR(32) NOT NULL, 
	next INTEGER NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('n1',1);
INSERT INTO "counters" VALUES('n2',2);
INSERT INTO "counters" VALUES('n3',3);
CREATE TABLE cube_days (
	day DATE NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	sentiment VARCHAR(4) NOT NULL, 
	intent VARCHAR(4) NOT NULL, 
	messages INTEGER NOT NULL, 
	replied INTEGER NOT NULL, 
	CONSTRAINT pk_cube_days PRIMARY KEY (day, source, kind, channel, region, area, sentiment, intent)
);
INSERT INTO "cube_days" VALUES('2025-11-21','board','letter','1','1','environment','neg','投诉',1,1);
INSERT INTO "cube_days" VALUES('2025-11-22','board','letter','2','2','environment','neg','投诉',2,2);
INSERT INTO "cube_days" VALUES('2025-11-23','board','letter','3','3','environment','neg','投诉',3,3);
CREATE TABLE cube_hours (
	day DATE NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	hours INTEGER NOT NULL, 
	replies INTEGER NOT NULL, 
	CONSTRAINT pk_cube_hours PRIMARY KEY (day, source, region, area, hours)
);
INSERT INTO "cube_hours" VALUES('2025-11-21','board','1','environment',1,1);
INSERT INTO "cube_hours" VALUES('2025-11-22','board','2','environment',2,2);
INSERT INTO "cube_hours" VALUES('2025-11-23','board','3','environment',3,3);
CREATE TABLE deliveries (
	id INTEGER NOT NULL, 
	alert_id INTEGER NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	address VARCHAR(200) NOT NULL, 
	message_id VARCHAR(200) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at BIGINT NOT NULL, 
	claimed_by VARCHAR(64) NOT NULL, 
	claimed_until BIGINT, 
	sent_at BIGINT, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_deliveries_alert_id FOREIGN KEY(alert_id) REFERENCES alerts (id), 
	CONSTRAINT uq_deliveries_alert_id_channel_address UNIQUE (alert_id, channel, address), 
	CONSTRAINT uq_deliveries_message_id UNIQUE (message_id)
);
INSERT INTO "deliveries" VALUES(1,1,'1','1','n1','labelled',1,1763870400000001,'1',1763870400000001,1763870400000001,'1');
INSERT INTO "deliveries" VALUES(2,2,'2','2','n2','labelled',2,1763870400000002,'2',1763870400000002,1763870400000002,'2');
INSERT INTO "deliveries" VALUES(3,3,'3','3','n3','labelled',3,1763870400000003,'3',1763870400000003,1763870400000003,'3');
CREATE TABLE history (
	id INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	actor_kind VARCHAR(12) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	subject VARCHAR(32) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	details JSON NOT NULL, 
	CONSTRAINT pk_history PRIMARY KEY (id)
);
INSERT INTO "history" VALUES(1,1,'1','1','1','message',1,'{}');
INSERT INTO "history" VALUES(2,2,'2','2','2','message',2,'{}');
INSERT INTO "history" VALUES(3,3,'3','3','3','message',3,'{}');
CREATE TABLE issue_members (
	message_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	issue_id INTEGER, 
	posted_at BIGINT NOT NULL, 
	origin VARCHAR(8) NOT NULL, 
	CONSTRAINT pk_issue_members PRIMARY KEY (message_id)
);
INSERT INTO "issue_members" VALUES(1,202611,'n1',1,1763870400000001,'model');
INSERT INTO "issue_members" VALUES(2,202611,'n2',2,1763870400000002,'model');
INSERT INTO "issue_members" VALUES(3,202611,'n3',3,1763870400000003,'model');
CREATE TABLE issues (
	id INTEGER NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	name TEXT NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	place TEXT NOT NULL, 
	problem VARCHAR(64) NOT NULL, 
	messages INTEGER NOT NULL, 
	first_at BIGINT NOT NULL, 
	last_at BIGINT NOT NULL, 
	heat FLOAT NOT NULL, 
	heat_at BIGINT, 
	level VARCHAR(4) NOT NULL, 
	why TEXT NOT NULL, 
	named_by VARCHAR(64), 
	merged_into INTEGER, parts JSON, fixed_by VARCHAR(64), dismissed_by VARCHAR(64), dismissed_at BIGINT, dismissed_messages INTEGER, dismiss_reason TEXT, 
	CONSTRAINT pk_issues PRIMARY KEY (id), 
	CONSTRAINT uq_issues_key UNIQUE ("key")
);
INSERT INTO "issues" VALUES(1,'n1','n1','environment','1','1',1,1763870400000001,1763870400000001,1.0,1763870400000001,'1','1','1',1,'{}','1','1',1763870400000001,1,'1');
INSERT INTO "issues" VALUES(2,'n2','n2','environment','2','2',2,1763870400000002,1763870400000002,2.0,1763870400000002,'2','2','2',2,'{}','2','2',1763870400000002,2,'2');
INSERT INTO "issues" VALUES(3,'n3','n3','environment','3','3',3,1763870400000003,1763870400000003,3.0,1763870400000003,'3','3','3',3,'{}','3','3',1763870400000003,3,'3');
CREATE TABLE labels (
	message_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	origin VARCHAR(8) NOT NULL, 
	area VARCHAR(20), 
	area_score FLOAT, 
	area_unsure SMALLINT, 
	sentiment VARCHAR(4), 
	sentiment_score FLOAT, 
	intent VARCHAR(4), 
	urgency SMALLINT, 
	region VARCHAR(12), 
	unit VARCHAR(64), 
	place TEXT, 
	problem VARCHAR(64), 
	keywords TEXT, 
	model VARCHAR(32) NOT NULL, 
	mask_version SMALLINT NOT NULL, 
	labelled_at BIGINT NOT NULL, topic1 VARCHAR(16), topic2 VARCHAR(32), 
	CONSTRAINT pk_labels PRIMARY KEY (month, message_id, origin)
);
INSERT INTO "labels" VALUES(1,202611,'model','environment',1.0,1,'neg',1.0,'投诉',1,'1','1','1','1','1','1',1,1763870400000001,'1','1');
INSERT INTO "labels" VALUES(2,202611,'model','environment',2.0,2,'neg',2.0,'投诉',2,'2','2','2','2','2','2',2,1763870400000002,'2','2');
INSERT INTO "labels" VALUES(3,202611,'model','environment',3.0,3,'neg',3.0,'投诉',3,'3','3','3','3','3','3',3,1763870400000003,'3','3');
CREATE TABLE leases (
	name VARCHAR(32) NOT NULL, 
	holder VARCHAR(64) NOT NULL, 
	fence INTEGER NOT NULL, 
	expires_at BIGINT NOT NULL, 
	CONSTRAINT pk_leases PRIMARY KEY (name)
);
INSERT INTO "leases" VALUES('n1','1',1,1763870400000001);
INSERT INTO "leases" VALUES('n2','2',2,1763870400000002);
INSERT INTO "leases" VALUES('n3','3',3,1763870400000003);
CREATE TABLE message_keys (
	source VARCHAR(64) NOT NULL, 
	external_id VARCHAR(200) NOT NULL, 
	id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	content_hash BLOB NOT NULL, 
	CONSTRAINT pk_message_keys PRIMARY KEY (source, external_id), 
	CONSTRAINT uq_message_keys_id UNIQUE (id)
);
INSERT INTO "message_keys" VALUES('board','n1',1,202611,X'01010101010101010101010101010101');
INSERT INTO "message_keys" VALUES('board','n2',2,202611,X'02020202020202020202020202020202');
INSERT INTO "message_keys" VALUES('board','n3',3,202611,X'03030303030303030303030303030303');
CREATE TABLE messages (
	id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	ref VARCHAR(16) NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	posted_at BIGINT NOT NULL, 
	added_at BIGINT NOT NULL, 
	changed_at BIGINT, 
	link TEXT, 
	region VARCHAR(12), 
	unit VARCHAR(64), 
	votes_up INTEGER NOT NULL, 
	votes_down INTEGER NOT NULL, 
	submitter_hash BLOB, 
	mask_version SMALLINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	revision INTEGER NOT NULL, 
	facts JSON NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (month, id)
);
INSERT INTO "messages" VALUES(1,202611,'n1','board','letter','1','云杉小区夜间施工','云杉小区旁边的工地半夜施工。',1763870400000001,1763870400000001,1763870400000001,'1','1','1',1,1,X'01010101010101010101010101010101',1,'labelled',0,'{}');
INSERT INTO "messages" VALUES(2,202611,'n2','board','letter','2','云杉小区夜间施工','云杉小区旁边的工地半夜施工。',1763870400000002,1763870400000002,1763870400000002,'2','2','2',2,2,X'02020202020202020202020202020202',2,'labelled',0,'{}');
INSERT INTO "messages" VALUES(3,202611,'n3','board','letter','3','云杉小区夜间施工','云杉小区旁边的工地半夜施工。',1763870400000003,1763870400000003,1763870400000003,'3','3','3',3,3,X'03030303030303030303030303030303',3,'labelled',0,'{}');
CREATE TABLE notes (
	name VARCHAR(32) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_notes PRIMARY KEY (name)
);
INSERT INTO "notes" VALUES('n1','1');
INSERT INTO "notes" VALUES('n2','2');
INSERT INTO "notes" VALUES('n3','3');
CREATE TABLE quarantine (
	id INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	batch VARCHAR(64) NOT NULL, 
	row_no INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	cells JSON NOT NULL, 
	added_at BIGINT NOT NULL, 
	CONSTRAINT pk_quarantine PRIMARY KEY (id), 
	CONSTRAINT uq_quarantine_source_batch_row_no UNIQUE (source, batch, row_no)
);
INSERT INTO "quarantine" VALUES(1,'board','1',1,'1','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000001);
INSERT INTO "quarantine" VALUES(2,'board','2',2,'2','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000002);
INSERT INTO "quarantine" VALUES(3,'board','3',3,'3','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000003);
CREATE TABLE replies (
	message_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	replied_at BIGINT, 
	day_only SMALLINT NOT NULL, 
	hours FLOAT, 
	CONSTRAINT pk_replies PRIMARY KEY (month, message_id)
);
INSERT INTO "replies" VALUES(1,202611,'云杉小区旁边的工地半夜施工。',1763870400000001,1,1.0);
INSERT INTO "replies" VALUES(2,202611,'云杉小区旁边的工地半夜施工。',1763870400000002,2,2.0);
INSERT INTO "replies" VALUES(3,202611,'云杉小区旁边的工地半夜施工。',1763870400000003,3,3.0);
CREATE TABLE requests (
	id INTEGER NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	parameters JSON NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	asked_at BIGINT NOT NULL, 
	claimed_at BIGINT, 
	done_at BIGINT, 
	outcome TEXT NOT NULL, 
	CONSTRAINT pk_requests PRIMARY KEY (id)
);
INSERT INTO "requests" VALUES(1,'letter','{}','1',1763870400000001,1763870400000001,1763870400000001,'1');
INSERT INTO "requests" VALUES(2,'letter','{}','2',1763870400000002,1763870400000002,1763870400000002,'2');
INSERT INTO "requests" VALUES(3,'letter','{}','3',1763870400000003,1763870400000003,1763870400000003,'3');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	step VARCHAR(32) NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	started_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	counts JSON NOT NULL, 
	error TEXT NOT NULL, 
	reference VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES(1,'1','board','labelled',1763870400000001,1763870400000001,'{}','1','1');
INSERT INTO "runs" VALUES(2,'2','board','labelled',1763870400000002,1763870400000002,'{}','2','2');
INSERT INTO "runs" VALUES(3,'3','board','labelled',1763870400000003,1763870400000003,'{}','3','3');
CREATE TABLE source_health (
	source VARCHAR(64) NOT NULL, 
	last_try_at BIGINT, 
	last_success_at BIGINT, 
	next_at BIGINT, 
	failures INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	accepted INTEGER NOT NULL, 
	duplicate INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	quarantined INTEGER NOT NULL, 
	CONSTRAINT pk_source_health PRIMARY KEY (source)
);
INSERT INTO "source_health" VALUES('n1',1763870400000001,1763870400000001,1763870400000001,1,'1',1,1,1,1);
INSERT INTO "source_health" VALUES('n2',1763870400000002,1763870400000002,1763870400000002,2,'2',2,2,2,2);
INSERT INTO "source_health" VALUES('n3',1763870400000003,1763870400000003,1763870400000003,3,'3',3,3,3,3);
CREATE TABLE submitter_counts (
	month INTEGER NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	subject_key VARCHAR(64) NOT NULL, 
	submitters INTEGER NOT NULL, 
	frozen_at BIGINT NOT NULL, 
	CONSTRAINT pk_submitter_counts PRIMARY KEY (month, subject, subject_key)
);
INSERT INTO "submitter_counts" VALUES(202611,'message','1',1,1763870400000001);
INSERT INTO "submitter_counts" VALUES(202611,'message','2',2,1763870400000002);
INSERT INTO "submitter_counts" VALUES(202611,'message','3',3,1763870400000003);
CREATE TABLE tombstones (
	ticket_hash BLOB NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	erased_at BIGINT NOT NULL, 
	CONSTRAINT pk_tombstones PRIMARY KEY (ticket_hash)
);
INSERT INTO "tombstones" VALUES(X'01010101010101010101010101010101','board',1763870400000001);
INSERT INTO "tombstones" VALUES(X'02020202020202020202020202020202','board',1763870400000002);
INSERT INTO "tombstones" VALUES(X'03030303030303030303030303030303','board',1763870400000003);
CREATE INDEX ix_alerts_fired_at ON alerts (fired_at);
CREATE INDEX ix_history_subject ON history (subject, subject_id);
CREATE INDEX ix_issue_members_issue_id ON issue_members (issue_id, posted_at);
CREATE INDEX ix_issue_members_key ON issue_members ("key");
CREATE INDEX ix_issues_heat ON issues (heat, id);
CREATE INDEX ix_labels_area ON labels (area, message_id);
CREATE INDEX ix_messages_posted ON messages (posted_at, id);
CREATE INDEX ix_messages_ref ON messages (ref);
CREATE INDEX ix_messages_state ON messages (state, id);
CREATE INDEX ix_replies_replied_at ON replies (replied_at);
CREATE INDEX ix_requests_done_at ON requests (done_at);
CREATE INDEX ix_runs_started_at ON runs (started_at);
CREATE INDEX ix_deliveries_state ON deliveries (state, next_at);
COMMIT;
