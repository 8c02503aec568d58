BEGIN TRANSACTION;
CREATE TABLE accounts (
	name VARCHAR(64) NOT NULL, 
	shown VARCHAR(60) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	regions JSON NOT NULL, 
	mail VARCHAR(200) NOT NULL, 
	password TEXT NOT NULL, 
	password_at BIGINT, 
	is_initial BOOLEAN NOT NULL, 
	second TEXT NOT NULL, 
	second_step INTEGER NOT NULL, 
	failures SMALLINT NOT NULL, 
	locked_until BIGINT, 
	is_disabled BOOLEAN NOT NULL, 
	created_at BIGINT NOT NULL, 
	seen_at BIGINT, 
	CONSTRAINT pk_accounts PRIMARY KEY (name)
);
INSERT INTO "accounts" VALUES('n1','1','1','1','{}','1','1',1763870400000001,0,'1',1,1,1763870400000001,0,1763870400000001,1763870400000001);
INSERT INTO "accounts" VALUES('n2','2','2','2','{}','2','2',1763870400000002,0,'2',2,2,1763870400000002,0,1763870400000002,1763870400000002);
INSERT INTO "accounts" VALUES('n3','3','3','3','{}','3','3',1763870400000003,0,'3',3,3,1763870400000003,0,1763870400000003,1763870400000003);
CREATE TABLE alarm_events (
	id INTEGER NOT NULL, 
	alarm_id INTEGER NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	address VARCHAR(200) NOT NULL, 
	made_at BIGINT NOT NULL, 
	alert_id INTEGER, 
	done_at BIGINT, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_alarm_events PRIMARY KEY (id), 
	CONSTRAINT fk_alarm_events_alarm_id FOREIGN KEY(alarm_id) REFERENCES alarms (id)
);
INSERT INTO "alarm_events" VALUES(1,1,'letter','1','1',1763870400000001,1,1763870400000001,'1');
INSERT INTO "alarm_events" VALUES(2,2,'letter','2','2',1763870400000002,2,1763870400000002,'2');
INSERT INTO "alarm_events" VALUES(3,3,'letter','3','3',1763870400000003,3,1763870400000003,'3');
CREATE TABLE alarm_facts (
	id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	subject VARCHAR(100) NOT NULL, 
	title TEXT NOT NULL, 
	why TEXT NOT NULL, 
	page VARCHAR(200) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	accused JSON NOT NULL, 
	found_at BIGINT NOT NULL, 
	over_at BIGINT, 
	CONSTRAINT pk_alarm_facts PRIMARY KEY (id), 
	CONSTRAINT uq_alarm_facts_kind UNIQUE (kind, subject)
);
INSERT INTO "alarm_facts" VALUES(1,'letter','message','云杉小区夜间施工','1','1','environment','1','1','{}',1763870400000001,1763870400000001);
CREATE TABLE alarms (
	id INTEGER NOT NULL, 
	rule VARCHAR(64) NOT NULL, 
	subject VARCHAR(120) NOT NULL, 
	title TEXT NOT NULL, 
	why TEXT NOT NULL, 
	level VARCHAR(4) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	signal JSON NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	fired_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	told INTEGER NOT NULL, 
	first_told_at BIGINT, 
	told_at BIGINT, 
	told_level VARCHAR(4) NOT NULL, 
	acked_at BIGINT, 
	acked_by VARCHAR(200) NOT NULL, 
	step INTEGER NOT NULL, 
	missing_at BIGINT, 
	resolved_at BIGINT, 
	flaps INTEGER NOT NULL, 
	CONSTRAINT pk_alarms PRIMARY KEY (id), 
	CONSTRAINT uq_alarms_rule_subject_fired_at UNIQUE (rule, subject, fired_at)
);
INSERT INTO "alarms" VALUES(1,'1','message','云杉小区夜间施工','1','1','environment','1','1','{}','labelled',1763870400000001,1763870400000001,1,1763870400000001,1763870400000001,'1',1763870400000001,'1',1,1763870400000001,1763870400000001,1);
INSERT INTO "alarms" VALUES(2,'2','message','云杉小区夜间施工','2','2','environment','2','2','{}','labelled',1763870400000002,1763870400000002,2,1763870400000002,1763870400000002,'2',1763870400000002,'2',2,1763870400000002,1763870400000002,2);
INSERT INTO "alarms" VALUES(3,'3','message','云杉小区夜间施工','3','3','environment','3','3','{}','labelled',1763870400000003,1763870400000003,3,1763870400000003,1763870400000003,'3',1763870400000003,'3',3,1763870400000003,1763870400000003,3);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0030');
CREATE TABLE alerts (
	id INTEGER NOT NULL, 
	dedupe_key VARCHAR(200) NOT NULL, 
	rule VARCHAR(64) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	level VARCHAR(4) NOT NULL, 
	title TEXT NOT NULL, 
	why TEXT NOT NULL, 
	facts JSON NOT NULL, 
	fired_at BIGINT NOT NULL, kind VARCHAR(16) DEFAULT '' NOT NULL, thread VARCHAR(120) DEFAULT '' NOT NULL, task TEXT DEFAULT '' NOT NULL, cited TEXT DEFAULT '' NOT NULL, feedback TEXT DEFAULT '' NOT NULL, page VARCHAR(200) DEFAULT '' NOT NULL, unit VARCHAR(64) DEFAULT '' NOT NULL, sheet TEXT DEFAULT '' NOT NULL, alarms JSON DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_alerts PRIMARY KEY (id), 
	CONSTRAINT uq_alerts_dedupe_key UNIQUE (dedupe_key)
);
INSERT INTO "alerts" VALUES(1,'1','1',1,'1','云杉小区夜间施工','1','{}',1763870400000001,'letter','1','1','1','1','1','1','1','{}');
INSERT INTO "alerts" VALUES(2,'2','2',2,'2','云杉小区夜间施工','2','{}',1763870400000002,'letter','2','2','2','2','2','2','2','{}');
INSERT INTO "alerts" VALUES(3,'3','3',3,'3','云杉小区夜间施工','3','{}',1763870400000003,'letter','3','3','3','3','3','3','3','{}');
CREATE TABLE assessments (
	id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	version SMALLINT NOT NULL, 
	since DATE NOT NULL, 
	until DATE NOT NULL, 
	scheme JSON NOT NULL, 
	rows JSON NOT NULL, 
	frozen_by VARCHAR(64) NOT NULL, 
	frozen_at BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_assessments PRIMARY KEY (id), 
	CONSTRAINT uq_assessments_name_version UNIQUE (name, version)
);
INSERT INTO "assessments" VALUES(1,'n1',1,'2025-11-21','2025-11-21','{}','{}','1',1763870400000001,'1');
INSERT INTO "assessments" VALUES(2,'n2',2,'2025-11-22','2025-11-22','{}','{}','2',1763870400000002,'2');
INSERT INTO "assessments" VALUES(3,'n3',3,'2025-11-23','2025-11-23','{}','{}','3',1763870400000003,'3');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	actor_kind VARCHAR(12) NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	subject VARCHAR(32) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	details JSON NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,1,'1','1','1','1','message',1,'{}');
INSERT INTO "audit" VALUES(2,2,'2','2','2','2','message',2,'{}');
INSERT INTO "audit" VALUES(3,3,'3','3','3','3','message',3,'{}');
CREATE TABLE audit_seals (
	number INTEGER NOT NULL, 
	first_id INTEGER NOT NULL, 
	last_id INTEGER NOT NULL, 
	rows INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	sealed_at BIGINT NOT NULL, 
	CONSTRAINT pk_audit_seals PRIMARY KEY (number)
);
INSERT INTO "audit_seals" VALUES(1,1,1,1,X'01010101010101010101010101010101',1763870400000001);
INSERT INTO "audit_seals" VALUES(2,2,2,2,X'02020202020202020202020202020202',1763870400000002);
INSERT INTO "audit_seals" VALUES(3,3,3,3,X'03030303030303030303030303030303',1763870400000003);
CREATE TABLE briefings (
	id INTEGER NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	period VARCHAR(12) NOT NULL, 
	since_at BIGINT NOT NULL, 
	until_at BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	year INTEGER, 
	number INTEGER, 
	data_at BIGINT, 
	digest VARCHAR(64) NOT NULL, 
	content JSON NOT NULL, 
	revision INTEGER NOT NULL, 
	drafted_at BIGINT NOT NULL, 
	drafted_by VARCHAR(64) NOT NULL, 
	reviewed_at BIGINT, 
	reviewed_by VARCHAR(64) NOT NULL, 
	signed_at BIGINT, 
	signed_by VARCHAR(64) NOT NULL, 
	compared_with INTEGER, 
	CONSTRAINT pk_briefings PRIMARY KEY (id)
);
INSERT INTO "briefings" VALUES(1,'letter',1,'1',1763870400000001,1763870400000001,'labelled',1,1,1763870400000001,'1','{}',0,1763870400000001,'1',1763870400000001,'1',1763870400000001,'1',1);
INSERT INTO "briefings" VALUES(2,'letter',2,'2',1763870400000002,1763870400000002,'labelled',2,2,1763870400000002,'2','{}',0,1763870400000002,'2',1763870400000002,'2',1763870400000002,'2',2);
INSERT INTO "briefings" VALUES(3,'letter',3,'3',1763870400000003,1763870400000003,'labelled',3,3,1763870400000003,'3','{}',0,1763870400000003,'3',1763870400000003,'3',1763870400000003,'3',3);
CREATE TABLE case_clocks (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	rule_id VARCHAR(64) NOT NULL, 
	rule JSON NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	purpose VARCHAR(16) NOT NULL, 
	start_at BIGINT NOT NULL, 
	running BOOLEAN NOT NULL, 
	ended VARCHAR(24) NOT NULL, 
	CONSTRAINT pk_case_clocks PRIMARY KEY (id), 
	CONSTRAINT fk_case_clocks_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "case_clocks" VALUES(1,1,'1','{}','1','1',1763870400000001,0,'1');
INSERT INTO "case_clocks" VALUES(2,2,'2','{}','2','2',1763870400000002,0,'2');
INSERT INTO "case_clocks" VALUES(3,3,'3','{}','3','3',1763870400000003,0,'3');
CREATE TABLE case_moves (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	move VARCHAR(24) NOT NULL, 
	"before" VARCHAR(16) NOT NULL, 
	"after" VARCHAR(16) NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	actor_unit VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	given JSON NOT NULL, 
	CONSTRAINT pk_case_moves PRIMARY KEY (id), 
	CONSTRAINT fk_case_moves_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_moves_case_id_revision UNIQUE (case_id, revision)
);
INSERT INTO "case_moves" VALUES(1,1,0,1,'1','1','1','1','1','1','{}');
INSERT INTO "case_moves" VALUES(2,2,0,2,'2','2','2','2','2','2','{}');
INSERT INTO "case_moves" VALUES(3,3,0,3,'3','3','3','3','3','3','{}');
CREATE TABLE case_partners (
	case_id INTEGER NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	asked_at BIGINT NOT NULL, 
	answered_at BIGINT, 
	CONSTRAINT pk_case_partners PRIMARY KEY (case_id, unit), 
	CONSTRAINT fk_case_partners_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "case_partners" VALUES(1,'1',1763870400000001,1763870400000001);
INSERT INTO "case_partners" VALUES(2,'2',1763870400000002,1763870400000002);
INSERT INTO "case_partners" VALUES(3,'3',1763870400000003,1763870400000003);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	flow VARCHAR(8) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	subject VARCHAR(8) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	item VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	handler VARCHAR(64) NOT NULL, 
	lead VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	first_at BIGINT NOT NULL, 
	opened_at BIGINT NOT NULL, 
	returns SMALLINT NOT NULL, 
	reopened SMALLINT NOT NULL, 
	decided BOOLEAN NOT NULL, 
	suspended BOOLEAN NOT NULL, 
	supervised BOOLEAN NOT NULL, 
	asked_days SMALLINT NOT NULL, 
	assigned_at BIGINT, 
	assigned_by VARCHAR(64) NOT NULL, 
	finished_at BIGINT, 
	finished_by VARCHAR(64) NOT NULL, 
	published_at BIGINT, 
	called_back_at BIGINT, 
	verified_at BIGINT, 
	verified_by VARCHAR(64) NOT NULL, 
	solved VARCHAR(8) NOT NULL, 
	excluded TEXT NOT NULL, 
	rerated SMALLINT NOT NULL, 
	closed_at BIGINT, 
	merged_into INTEGER, 
	platform VARCHAR(16) NOT NULL, 
	platform_at BIGINT, 
	subject_revision INTEGER NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (id)
);
INSERT INTO "cases" VALUES(1,0,'1','labelled','message',1,'letter','1','云杉小区夜间施工','1','1','1',1763870400000001,1763870400000001,1,1,0,0,0,1,1763870400000001,'1',1763870400000001,'1',1763870400000001,1763870400000001,1763870400000001,'1','1','1',1,1763870400000001,1,'1',1763870400000001,1);
INSERT INTO "cases" VALUES(2,0,'2','labelled','message',2,'letter','2','云杉小区夜间施工','2','2','2',1763870400000002,1763870400000002,2,2,0,0,0,2,1763870400000002,'2',1763870400000002,'2',1763870400000002,1763870400000002,1763870400000002,'2','2','2',2,1763870400000002,2,'2',1763870400000002,2);
INSERT INTO "cases" VALUES(3,0,'3','labelled','message',3,'letter','3','云杉小区夜间施工','3','3','3',1763870400000003,1763870400000003,3,3,0,0,0,3,1763870400000003,'3',1763870400000003,'3',1763870400000003,1763870400000003,1763870400000003,'3','3','3',3,1763870400000003,3,'3',1763870400000003,3);
CREATE TABLE checkpoints (
	source VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	moved_at BIGINT NOT NULL, 
	CONSTRAINT pk_checkpoints PRIMARY KEY (source)
);
INSERT INTO "checkpoints" VALUES('n1','1',1763870400000001);
INSERT INTO "checkpoints" VALUES('n2','2',1763870400000002);
INSERT INTO "checkpoints" VALUES('n3','3',1763870400000003);
CREATE TABLE clock_events (
	id INTEGER NOT NULL, 
	clock_id INTEGER NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	at BIGINT NOT NULL, 
	amount INTEGER, 
	CONSTRAINT pk_clock_events PRIMARY KEY (id), 
	CONSTRAINT fk_clock_events_clock_id FOREIGN KEY(clock_id) REFERENCES case_clocks (id)
);
INSERT INTO "clock_events" VALUES(1,1,'letter',1,1);
INSERT INTO "clock_events" VALUES(2,2,'letter',2,2);
INSERT INTO "clock_events" VALUES(3,3,'letter',3,3);
CREATE TABLE concentrations (
	rank INTEGER NOT NULL, 
	topic1 VARCHAR(16) NOT NULL, 
	topic2 VARCHAR(32) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	counts JSON NOT NULL, 
	solved INTEGER NOT NULL, 
	asked INTEGER NOT NULL, 
	for_study BOOLEAN NOT NULL, 
	until_at BIGINT NOT NULL, item VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_concentrations PRIMARY KEY (rank)
);
INSERT INTO "concentrations" VALUES(1,'1','1','1','{}',1,1,0,1763870400000001,'1');
INSERT INTO "concentrations" VALUES(2,'2','2','2','{}',2,2,0,1763870400000002,'2');
INSERT INTO "concentrations" VALUES(3,'3','3','3','{}',3,3,0,1763870400000003,'3');
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
CREATE TABLE contacts (
	id INTEGER NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	role VARCHAR(8) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	channel VARCHAR(16) NOT NULL, 
	address TEXT NOT NULL, 
	digest VARCHAR(8) NOT NULL, 
	from_at BIGINT, 
	to_at BIGINT, 
	disabled TEXT NOT NULL, 
	CONSTRAINT pk_contacts PRIMARY KEY (id)
);
INSERT INTO "contacts" VALUES(1,'1','1','n1','1','1','1',1763870400000001,1763870400000001,'1');
INSERT INTO "contacts" VALUES(2,'2','2','n2','2','2','2',1763870400000002,1763870400000002,'2');
INSERT INTO "contacts" VALUES(3,'3','3','n3','3','3','3',1763870400000003,1763870400000003,'3');
CREATE TABLE counters (
	name VARCHAR(32) NOT NULL, 
	next INTEGER NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('n1',1);
INSERT INTO "counters" VALUES('n2',2);
INSERT INTO "counters" VALUES('n3',3);
CREATE TABLE cube_answers (
	day DATE NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	hours INTEGER NOT NULL, 
	replies INTEGER NOT NULL, 
	CONSTRAINT pk_cube_answers PRIMARY KEY (day, source, channel, region, area, unit, accused, hours)
)
 WITHOUT ROWID

;
INSERT INTO "cube_answers" VALUES('2025-11-21','board','1','1','environment','1','1',1,1);
INSERT INTO "cube_answers" VALUES('2025-11-22','board','2','2','environment','2','2',2,2);
INSERT INTO "cube_answers" VALUES('2025-11-23','board','3','3','environment','3','3',3,3);
CREATE TABLE cube_call_backs (
	basis VARCHAR(12) NOT NULL, 
	day DATE NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	effective BOOLEAN NOT NULL, 
	contacted BOOLEAN NOT NULL, 
	solved VARCHAR(64) NOT NULL, 
	satisfied VARCHAR(64) NOT NULL, 
	excluded VARCHAR(64) NOT NULL, 
	tickets INTEGER NOT NULL, 
	CONSTRAINT pk_cube_call_backs PRIMARY KEY (basis, day, unit, region, area, channel, accused, effective, contacted, solved, satisfied, excluded)
)
 WITHOUT ROWID

;
INSERT INTO "cube_call_backs" VALUES('1','2025-11-21','1','1','environment','1','1',0,0,'1','1','1',1);
INSERT INTO "cube_call_backs" VALUES('2','2025-11-22','2','2','environment','2','2',0,0,'2','2','2',2);
INSERT INTO "cube_call_backs" VALUES('3','2025-11-23','3','3','environment','3','3',0,0,'3','3','3',3);
CREATE TABLE cube_cells (
	day DATE NOT NULL, 
	hour SMALLINT NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	intent VARCHAR(4) NOT NULL, 
	sentiment VARCHAR(4) NOT NULL, 
	messages INTEGER NOT NULL, 
	replied INTEGER NOT NULL, 
	CONSTRAINT pk_cube_cells PRIMARY KEY (day, hour, source, kind, channel, region, area, unit, accused, intent, sentiment)
)
 WITHOUT ROWID

;
INSERT INTO "cube_cells" VALUES('2025-11-21',1,'board','letter','1','1','environment','1','1','投诉','neg',1,1);
INSERT INTO "cube_cells" VALUES('2025-11-22',2,'board','letter','2','2','environment','2','2','投诉','neg',2,2);
INSERT INTO "cube_cells" VALUES('2025-11-23',3,'board','letter','3','3','environment','3','3','投诉','neg',3,3);
CREATE TABLE cube_dues (
	month INTEGER NOT NULL, 
	CONSTRAINT pk_cube_dues PRIMARY KEY (month)
);
INSERT INTO "cube_dues" VALUES(202611);
CREATE TABLE cube_faces (
	face VARCHAR(8) NOT NULL, 
	grain VARCHAR(5) NOT NULL, 
	day DATE NOT NULL, 
	a VARCHAR(64) NOT NULL, 
	b VARCHAR(64) NOT NULL, 
	c VARCHAR(64) NOT NULL, 
	messages INTEGER NOT NULL, 
	replied INTEGER NOT NULL, 
	CONSTRAINT pk_cube_faces PRIMARY KEY (face, grain, day, a, b, c)
)
 WITHOUT ROWID

;
INSERT INTO "cube_faces" VALUES('1','1','2025-11-21','1','1','1',1,1);
INSERT INTO "cube_faces" VALUES('2','2','2025-11-22','2','2','2',2,2);
INSERT INTO "cube_faces" VALUES('3','3','2025-11-23','3','3','3',3,3);
CREATE TABLE cube_people (
	month INTEGER NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	subject_key VARCHAR(64) NOT NULL, 
	submitters INTEGER NOT NULL, 
	counted_at BIGINT NOT NULL, 
	CONSTRAINT pk_cube_people PRIMARY KEY (month, subject, subject_key)
);
INSERT INTO "cube_people" VALUES(202611,'message','1',1,1763870400000001);
INSERT INTO "cube_people" VALUES(202611,'message','2',2,1763870400000002);
INSERT INTO "cube_people" VALUES(202611,'message','3',3,1763870400000003);
CREATE TABLE cube_speeds (
	face VARCHAR(8) NOT NULL, 
	grain VARCHAR(5) NOT NULL, 
	day DATE NOT NULL, 
	a VARCHAR(64) NOT NULL, 
	b VARCHAR(64) NOT NULL, 
	hours INTEGER NOT NULL, 
	replies INTEGER NOT NULL, 
	CONSTRAINT pk_cube_speeds PRIMARY KEY (face, grain, day, a, b, hours)
)
 WITHOUT ROWID

;
INSERT INTO "cube_speeds" VALUES('1','1','2025-11-21','1','1',1,1);
INSERT INTO "cube_speeds" VALUES('2','2','2025-11-22','2','2',2,2);
INSERT INTO "cube_speeds" VALUES('3','3','2025-11-23','3','3',3,3);
CREATE TABLE cube_stars (
	day DATE NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	stars SMALLINT NOT NULL, 
	ratings INTEGER NOT NULL, 
	CONSTRAINT pk_cube_stars PRIMARY KEY (day, unit, region, area, channel, accused, stars)
)
 WITHOUT ROWID

;
INSERT INTO "cube_stars" VALUES('2025-11-21','1','1','environment','1','1',1,1);
INSERT INTO "cube_stars" VALUES('2025-11-22','2','2','environment','2','2',2,2);
INSERT INTO "cube_stars" VALUES('2025-11-23','3','3','environment','3','3',3,3);
CREATE TABLE daybook (
	day DATE NOT NULL, 
	revision INTEGER NOT NULL, 
	made INTEGER NOT NULL, 
	form SMALLINT NOT NULL, 
	records INTEGER NOT NULL, 
	data BLOB, 
	CONSTRAINT pk_daybook PRIMARY KEY (day)
);
INSERT INTO "daybook" VALUES('2025-11-21',0,1,1,1,X'01010101010101010101010101010101');
INSERT INTO "daybook" VALUES('2025-11-22',0,2,2,2,X'02020202020202020202020202020202');
INSERT INTO "daybook" VALUES('2025-11-23',0,3,3,3,X'03030303030303030303030303030303');
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
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	phase VARCHAR(8) NOT NULL, 
	note TEXT NOT NULL, 
	picture BLOB NOT NULL, 
	added_at BIGINT NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "evidence" VALUES(1,1,'1','1',X'01010101010101010101010101010101',1763870400000001,'1');
INSERT INTO "evidence" VALUES(2,2,'2','2',X'02020202020202020202020202020202',1763870400000002,'2');
INSERT INTO "evidence" VALUES(3,3,'3','3',X'03030303030303030303030303030303',1763870400000003,'3');
CREATE TABLE handbacks (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	content JSON NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	attempts INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, 
	next_at BIGINT NOT NULL, 
	claimed_until BIGINT, 
	sent_at BIGINT, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_handbacks PRIMARY KEY (id), 
	CONSTRAINT fk_handbacks_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_handbacks_key UNIQUE ("key")
);
INSERT INTO "handbacks" VALUES(1,1,'board','n1','{}','labelled',1,1763870400000001,1763870400000001,1763870400000001,1763870400000001,'1');
INSERT INTO "handbacks" VALUES(2,2,'board','n2','{}','labelled',2,1763870400000002,1763870400000002,1763870400000002,1763870400000002,'2');
INSERT INTO "handbacks" VALUES(3,3,'board','n3','{}','labelled',3,1763870400000003,1763870400000003,1763870400000003,1763870400000003,'3');
CREATE TABLE heat_days (
	issue_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	heat FLOAT NOT NULL, 
	level VARCHAR(4) NOT NULL, 
	growth FLOAT NOT NULL, 
	messages INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_heat_days PRIMARY KEY (issue_id, day)
);
INSERT INTO "heat_days" VALUES(1,'2025-11-21',1.0,'1',1.0,1,1);
INSERT INTO "heat_days" VALUES(2,'2025-11-22',2.0,'2',2.0,2,2);
INSERT INTO "heat_days" VALUES(3,'2025-11-23',3.0,'3',3.0,3,3);
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
CREATE TABLE instructions (
	id INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	clock_id INTEGER NOT NULL, 
	post VARCHAR(64) NOT NULL, 
	requirement TEXT NOT NULL, 
	given_on DATE NOT NULL, 
	due_on DATE NOT NULL, 
	answer TEXT NOT NULL, 
	answered_at BIGINT, 
	CONSTRAINT pk_instructions PRIMARY KEY (id), 
	CONSTRAINT fk_instructions_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_instructions_clock_id FOREIGN KEY(clock_id) REFERENCES case_clocks (id)
);
INSERT INTO "instructions" VALUES(1,1,1,'1','1','2025-11-21','2025-11-21','1',1763870400000001);
INSERT INTO "instructions" VALUES(2,2,2,'2','2','2025-11-22','2025-11-22','2',1763870400000002);
INSERT INTO "instructions" VALUES(3,3,3,'3','3','2025-11-23','2025-11-23','3',1763870400000003);
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
	merged_into INTEGER, parts JSON, fixed_by VARCHAR(64), dismissed_by VARCHAR(64), dismissed_at BIGINT, dismissed_messages INTEGER, dismiss_reason TEXT, stage VARCHAR(12), life JSON, 
	CONSTRAINT pk_issues PRIMARY KEY (id), 
	CONSTRAINT uq_issues_key UNIQUE ("key")
);
INSERT INTO "issues" VALUES(1,'n1','n1','environment','1','1',1,1763870400000001,1763870400000001,1.0,1763870400000001,'1','1','1',1,'{}','1','1',1763870400000001,1,'1','1','{}');
INSERT INTO "issues" VALUES(2,'n2','n2','environment','2','2',2,1763870400000002,1763870400000002,2.0,1763870400000002,'2','2','2',2,'{}','2','2',1763870400000002,2,'2','2','{}');
INSERT INTO "issues" VALUES(3,'n3','n3','environment','3','3',3,1763870400000003,1763870400000003,3.0,1763870400000003,'3','3','3',3,'{}','3','3',1763870400000003,3,'3','3','{}');
CREATE TABLE judgements (
	id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	found_at BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	judged_by VARCHAR(64) NOT NULL, 
	judged_at BIGINT, 
	type VARCHAR(16) NOT NULL, 
	grade VARCHAR(16) NOT NULL, 
	basis TEXT NOT NULL, 
	withdrawn_at BIGINT, 
	reason TEXT, 
	CONSTRAINT pk_judgements PRIMARY KEY (id)
);
INSERT INTO "judgements" VALUES(1,1,1763870400000001,'labelled','1',1763870400000001,'1','1','1',1763870400000001,'1');
INSERT INTO "judgements" VALUES(2,2,1763870400000002,'labelled','2',1763870400000002,'2','2','2',1763870400000002,'2');
INSERT INTO "judgements" VALUES(3,3,1763870400000003,'labelled','3',1763870400000003,'3','3','3',1763870400000003,'3');
CREATE TABLE knowledge (
	id INTEGER NOT NULL, 
	series INTEGER NOT NULL, 
	version SMALLINT NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	document_id INTEGER, 
	unit VARCHAR(64) NOT NULL, 
	topic VARCHAR(32) NOT NULL, 
	folded TEXT NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	state VARCHAR(12) NOT NULL, 
	message_id INTEGER, 
	drafted_by VARCHAR(64) NOT NULL, 
	drafted_at BIGINT NOT NULL, 
	approved_by VARCHAR(64) NOT NULL, 
	approved_at BIGINT, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_knowledge PRIMARY KEY (id)
);
INSERT INTO "knowledge" VALUES(1,1,1,'1','1','1',1,'1','1','1','2025-11-21','2025-11-21','labelled',1,'1',1763870400000001,'1',1763870400000001,'1');
INSERT INTO "knowledge" VALUES(2,2,2,'2','2','2',2,'2','2','2','2025-11-22','2025-11-22','labelled',2,'2',1763870400000002,'2',1763870400000002,'2');
INSERT INTO "knowledge" VALUES(3,3,3,'3','3','3',3,'3','3','3','2025-11-23','2025-11-23','labelled',3,'3',1763870400000003,'3',1763870400000003,'3');
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
	labelled_at BIGINT NOT NULL, topic1 VARCHAR(16), topic2 VARCHAR(32), accused_unit VARCHAR(64), why TEXT, 
	CONSTRAINT pk_labels PRIMARY KEY (month, message_id, origin)
);
INSERT INTO "labels" VALUES(1,202611,'model','environment',1.0,1,'neg',1.0,'投诉',1,'1','1','1','1','1','1',1,1763870400000001,'1','1','1','1');
INSERT INTO "labels" VALUES(2,202611,'model','environment',2.0,2,'neg',2.0,'投诉',2,'2','2','2','2','2','2',2,1763870400000002,'2','2','2','2');
INSERT INTO "labels" VALUES(3,202611,'model','environment',3.0,3,'neg',3.0,'投诉',3,'3','3','3','3','3','3',3,1763870400000003,'3','3','3','3');
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
CREATE TABLE looks (
	owner VARCHAR(64) NOT NULL, 
	page VARCHAR(32) NOT NULL, 
	at BIGINT NOT NULL, 
	before_at BIGINT NOT NULL, 
	CONSTRAINT pk_looks PRIMARY KEY (owner, page)
);
INSERT INTO "looks" VALUES('1','1',1,1763870400000001);
INSERT INTO "looks" VALUES('2','2',2,1763870400000002);
INSERT INTO "looks" VALUES('3','3',3,1763870400000003);
CREATE TABLE message_changes (
	message_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	changes JSON NOT NULL, 
	CONSTRAINT pk_message_changes PRIMARY KEY (month, message_id, revision)
);
INSERT INTO "message_changes" VALUES(1,202611,0,1,'{}');
INSERT INTO "message_changes" VALUES(2,202611,0,2,'{}');
INSERT INTO "message_changes" VALUES(3,202611,0,3,'{}');
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
CREATE TABLE objections (
	id INTEGER NOT NULL, 
	assessment_id INTEGER NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	measure VARCHAR(24) NOT NULL, 
	text TEXT NOT NULL, 
	raised_by VARCHAR(64) NOT NULL, 
	raised_at BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	answer TEXT NOT NULL, 
	value JSON, 
	answered_by VARCHAR(64) NOT NULL, 
	answered_at BIGINT, 
	CONSTRAINT pk_objections PRIMARY KEY (id), 
	CONSTRAINT fk_objections_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id)
);
INSERT INTO "objections" VALUES(1,1,'1','1','云杉小区旁边的工地半夜施工。','1',1763870400000001,'labelled','1','{}','1',1763870400000001);
INSERT INTO "objections" VALUES(2,2,'2','2','云杉小区旁边的工地半夜施工。','2',1763870400000002,'labelled','2','{}','2',1763870400000002);
INSERT INTO "objections" VALUES(3,3,'3','3','云杉小区旁边的工地半夜施工。','3',1763870400000003,'labelled','3','{}','3',1763870400000003);
CREATE TABLE open_months (
	month INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	tables JSON NOT NULL, 
	CONSTRAINT pk_open_months PRIMARY KEY (month)
);
INSERT INTO "open_months" VALUES(202611,1763870400000001,'1','{}');
CREATE TABLE packaged (
	ticket_hash BLOB NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	message_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	CONSTRAINT pk_packaged PRIMARY KEY (ticket_hash)
);
INSERT INTO "packaged" VALUES(X'01010101010101010101010101010101','board',1,0,1);
INSERT INTO "packaged" VALUES(X'02020202020202020202020202020202','board',2,0,2);
INSERT INTO "packaged" VALUES(X'03030303030303030303030303030303','board',3,0,3);
CREATE TABLE packages (
	direction VARCHAR(3) NOT NULL, 
	sender VARCHAR(32) NOT NULL, 
	sequence INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	previous BLOB NOT NULL, 
	records INTEGER NOT NULL, 
	replaces JSON NOT NULL, 
	made_at BIGINT NOT NULL, 
	noted_at BIGINT NOT NULL, 
	CONSTRAINT pk_packages PRIMARY KEY (direction, sender, sequence)
);
INSERT INTO "packages" VALUES('1','1',1,X'01010101010101010101010101010101',X'01010101010101010101010101010101',1,'{}',1763870400000001,1763870400000001);
INSERT INTO "packages" VALUES('2','2',2,X'02020202020202020202020202020202',X'02020202020202020202020202020202',2,'{}',1763870400000002,1763870400000002);
INSERT INTO "packages" VALUES('3','3',3,X'03030303030303030303030303030303',X'03030303030303030303030303030303',3,'{}',1763870400000003,1763870400000003);
CREATE TABLE policy_documents (
	id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	number VARCHAR(80) NOT NULL, 
	aliases JSON NOT NULL, 
	issuer VARCHAR(120) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	issued_on DATE, 
	effective_on DATE, 
	until DATE, 
	status VARCHAR(12) NOT NULL, 
	status_on DATE, 
	status_basis TEXT NOT NULL, 
	replaced_by TEXT NOT NULL, 
	review_on DATE, 
	link TEXT NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	added_by VARCHAR(64) NOT NULL, 
	added_at BIGINT NOT NULL, 
	CONSTRAINT pk_policy_documents PRIMARY KEY (id), 
	CONSTRAINT uq_policy_documents_content_hash UNIQUE (content_hash)
);
INSERT INTO "policy_documents" VALUES(1,'云杉小区夜间施工','1','{}','1','1','2025-11-21','2025-11-21','2025-11-21','1','2025-11-21','1','1','2025-11-21','1','1','1',1763870400000001);
INSERT INTO "policy_documents" VALUES(2,'云杉小区夜间施工','2','{}','2','2','2025-11-22','2025-11-22','2025-11-22','2','2025-11-22','2','2','2025-11-22','2','2','2',1763870400000002);
INSERT INTO "policy_documents" VALUES(3,'云杉小区夜间施工','3','{}','3','3','2025-11-23','2025-11-23','2025-11-23','3','2025-11-23','3','3','2025-11-23','3','3','3',1763870400000003);
CREATE TABLE policy_paragraphs (
	document_id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	label VARCHAR(40) NOT NULL, 
	text TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	CONSTRAINT pk_policy_paragraphs PRIMARY KEY (document_id, place), 
	CONSTRAINT fk_policy_paragraphs_document_id FOREIGN KEY(document_id) REFERENCES policy_documents (id)
);
INSERT INTO "policy_paragraphs" VALUES(1,1,'1','云杉小区旁边的工地半夜施工。','1');
INSERT INTO "policy_paragraphs" VALUES(2,2,'2','云杉小区旁边的工地半夜施工。','2');
INSERT INTO "policy_paragraphs" VALUES(3,3,'3','云杉小区旁边的工地半夜施工。','3');
CREATE TABLE procedure_steps (
	id INTEGER NOT NULL, 
	procedure_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	step VARCHAR(24) NOT NULL, 
	at BIGINT NOT NULL, 
	noted_at BIGINT NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	actor_unit VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	given JSON NOT NULL, 
	CONSTRAINT pk_procedure_steps PRIMARY KEY (id), 
	CONSTRAINT fk_procedure_steps_procedure_id FOREIGN KEY(procedure_id) REFERENCES procedures (id), 
	CONSTRAINT uq_procedure_steps_procedure_id_revision UNIQUE (procedure_id, revision)
);
INSERT INTO "procedure_steps" VALUES(1,1,0,'1',1,1763870400000001,'1','1','1','{}');
INSERT INTO "procedure_steps" VALUES(2,2,0,'2',2,1763870400000002,'2','2','2','{}');
INSERT INTO "procedure_steps" VALUES(3,3,0,'3',3,1763870400000003,'3','3','3','{}');
CREATE TABLE procedures (
	id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	flow VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	accused VARCHAR(64) NOT NULL, 
	message_id INTEGER, 
	outcome VARCHAR(16) NOT NULL, 
	facts JSON NOT NULL, 
	clocks JSON NOT NULL, 
	opened_at BIGINT NOT NULL, 
	closed_at BIGINT, region VARCHAR(12) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_procedures PRIMARY KEY (id)
);
INSERT INTO "procedures" VALUES(1,0,'1','labelled','云杉小区夜间施工','云杉小区旁边的工地半夜施工。','1','1',1,'1','{}','{}',1763870400000001,1763870400000001,'1');
INSERT INTO "procedures" VALUES(2,0,'2','labelled','云杉小区夜间施工','云杉小区旁边的工地半夜施工。','2','2',2,'2','{}','{}',1763870400000002,1763870400000002,'2');
INSERT INTO "procedures" VALUES(3,0,'3','labelled','云杉小区夜间施工','云杉小区旁边的工地半夜施工。','3','3',3,'3','{}','{}',1763870400000003,1763870400000003,'3');
CREATE TABLE publications (
	id INTEGER NOT NULL, 
	judgement_id INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	published_at BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	link TEXT NOT NULL, 
	published_by VARCHAR(64) NOT NULL, 
	noted_at BIGINT NOT NULL, 
	CONSTRAINT pk_publications PRIMARY KEY (id), 
	CONSTRAINT fk_publications_judgement_id FOREIGN KEY(judgement_id) REFERENCES judgements (id)
);
INSERT INTO "publications" VALUES(1,1,'letter',1763870400000001,'云杉小区夜间施工','1','1',1763870400000001);
INSERT INTO "publications" VALUES(2,2,'letter',1763870400000002,'云杉小区夜间施工','2','2',1763870400000002);
INSERT INTO "publications" VALUES(3,3,'letter',1763870400000003,'云杉小区夜间施工','3','3',1763870400000003);
CREATE TABLE quarantine (
	id INTEGER NOT NULL, 
	source VARCHAR(64) NOT NULL, 
	batch VARCHAR(64) NOT NULL, 
	row_no INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	cells JSON NOT NULL, 
	added_at BIGINT NOT NULL, ticket_hash BLOB, submitter_hash BLOB, hash_month INTEGER, tried_at BIGINT, 
	CONSTRAINT pk_quarantine PRIMARY KEY (id), 
	CONSTRAINT uq_quarantine_source_batch_row_no UNIQUE (source, batch, row_no)
);
INSERT INTO "quarantine" VALUES(1,'board','1',1,'1','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000001,X'01010101010101010101010101010101',X'01010101010101010101010101010101',1,1763870400000001);
INSERT INTO "quarantine" VALUES(2,'board','2',2,'2','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000002,X'02020202020202020202020202020202',X'02020202020202020202020202020202',2,1763870400000002);
INSERT INTO "quarantine" VALUES(3,'board','3',3,'3','"{\"\u7559\u8a00\u4e3b\u9898\": \"\u505c\u6c34\"}"',1763870400000003,X'03030303030303030303030303030303',X'03030303030303030303030303030303',3,1763870400000003);
CREATE TABLE releases (
	id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	sensitive BOOLEAN NOT NULL, 
	statement_id INTEGER, 
	state VARCHAR(12) NOT NULL, 
	drafted_by VARCHAR(64) NOT NULL, 
	drafted_at BIGINT NOT NULL, 
	remarks JSON NOT NULL, 
	decided_by VARCHAR(64) NOT NULL, 
	decided_at BIGINT, 
	reason TEXT NOT NULL, 
	link TEXT NOT NULL, 
	CONSTRAINT pk_releases PRIMARY KEY (id)
);
INSERT INTO "releases" VALUES(1,0,'云杉小区夜间施工','云杉小区旁边的工地半夜施工。','1',0,1,'labelled','1',1763870400000001,'{}','1',1763870400000001,'1','1');
INSERT INTO "releases" VALUES(2,0,'云杉小区夜间施工','云杉小区旁边的工地半夜施工。','2',0,2,'labelled','2',1763870400000002,'{}','2',1763870400000002,'2','2');
INSERT INTO "releases" VALUES(3,0,'云杉小区夜间施工','云杉小区旁边的工地半夜施工。','3',0,3,'labelled','3',1763870400000003,'{}','3',1763870400000003,'3','3');
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
CREATE TABLE reply_labels (
	message_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	outcome VARCHAR(12) NOT NULL, 
	relevant SMALLINT NOT NULL, 
	basis SMALLINT NOT NULL, 
	owner SMALLINT NOT NULL, 
	deadline SMALLINT NOT NULL, 
	contact SMALLINT NOT NULL, 
	promised_on DATE, 
	score SMALLINT NOT NULL, 
	hours FLOAT, 
	model VARCHAR(32) NOT NULL, 
	labelled_at BIGINT NOT NULL, 
	CONSTRAINT pk_reply_labels PRIMARY KEY (month, message_id)
);
INSERT INTO "reply_labels" VALUES(1,202611,'1',1,1,1,1,1,'2025-11-21',1,1.0,'1',1763870400000001);
INSERT INTO "reply_labels" VALUES(2,202611,'2',2,2,2,2,2,'2025-11-22',2,2.0,'2',1763870400000002);
INSERT INTO "reply_labels" VALUES(3,202611,'3',3,3,3,3,3,'2025-11-23',3,3.0,'3',1763870400000003);
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
CREATE TABLE rule_changes (
	id INTEGER NOT NULL, 
	rule_id VARCHAR(64) NOT NULL, 
	rule JSON NOT NULL, 
	reason TEXT NOT NULL, 
	asked_by VARCHAR(64) NOT NULL, 
	asked_at BIGINT NOT NULL, 
	decided_by VARCHAR(64) NOT NULL, 
	decided_at BIGINT, 
	outcome VARCHAR(8) NOT NULL, 
	clocks INTEGER NOT NULL, 
	CONSTRAINT pk_rule_changes PRIMARY KEY (id)
);
INSERT INTO "rule_changes" VALUES(1,'1','{}','1','1',1763870400000001,'1',1763870400000001,'1',1);
INSERT INTO "rule_changes" VALUES(2,'2','{}','2','2',1763870400000002,'2',1763870400000002,'2',2);
INSERT INTO "rule_changes" VALUES(3,'3','{}','3','3',1763870400000003,'3',1763870400000003,'3',3);
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
CREATE TABLE saved_views (
	id INTEGER NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	page VARCHAR(32) NOT NULL, 
	"query" TEXT NOT NULL, 
	saved_at BIGINT NOT NULL, 
	CONSTRAINT pk_saved_views PRIMARY KEY (id), 
	CONSTRAINT uq_saved_views_owner_name UNIQUE (owner, name)
);
INSERT INTO "saved_views" VALUES(1,'1','n1','1','1',1763870400000001);
INSERT INTO "saved_views" VALUES(2,'2','n2','2','2',1763870400000002);
INSERT INTO "saved_views" VALUES(3,'3','n3','3','3',1763870400000003);
CREATE TABLE screens (
	id INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	issue_id INTEGER NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	made_at BIGINT NOT NULL, 
	days INTEGER NOT NULL, 
	revoked_by VARCHAR(64) NOT NULL, 
	revoked_at BIGINT, 
	CONSTRAINT pk_screens PRIMARY KEY (id)
);
INSERT INTO "screens" VALUES(1,'n1','letter',1,'1',1763870400000001,1,'1',1763870400000001);
INSERT INTO "screens" VALUES(2,'n2','letter',2,'2',1763870400000002,2,'2',1763870400000002);
INSERT INTO "screens" VALUES(3,'n3','letter',3,'3',1763870400000003,3,'3',1763870400000003);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','search_texts','search_texts',0,'CREATE VIRTUAL TABLE search_texts USING fts5(words, content='''', tokenize=''unicode61'')');
CREATE TABLE 'search_texts_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "search_texts_config" VALUES('version',4);
CREATE TABLE 'search_texts_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "search_texts_data" VALUES(1,X'036C');
INSERT INTO "search_texts_data" VALUES(10,X'000000000101010001010101');
INSERT INTO "search_texts_data" VALUES(137438953473,X'00000105063030656E643001040A1001040A1001040A100103E4BA910106020B100106020B100106020B100103E58CBA0106050B100106050B100106050B1002028D8A01041410010414100104141002029CB00104131001041310010413100202A49C0106061110010606111001060611100202B08F0106040B100106040B100106040B100202B7A5010A090B070B07010A090B070B07010A090B070B070103E696BD0106081010010608101001060810100202978101040F1001040F1001040F1002029D890106030B100106030B100106030B100103E79A840104111001041110010411100103E8BEB90104101001041010010410100103E997B40102070102070102070413141410101313191410131111');
CREATE TABLE 'search_texts_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO "search_texts_docsize" VALUES(1,X'24');
INSERT INTO "search_texts_docsize" VALUES(2,X'24');
INSERT INTO "search_texts_docsize" VALUES(3,X'24');
CREATE TABLE 'search_texts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO "search_texts_idx" VALUES(1,X'',2);
CREATE TABLE sign_ins (
	token_hash BLOB NOT NULL, 
	account VARCHAR(64) NOT NULL, 
	stage VARCHAR(12) NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	began_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (token_hash)
);
INSERT INTO "sign_ins" VALUES(X'01010101010101010101010101010101','1','1','1',1763870400000001,1763870400000001);
INSERT INTO "sign_ins" VALUES(X'02020202020202020202020202020202','2','2','2',1763870400000002,1763870400000002);
INSERT INTO "sign_ins" VALUES(X'03030303030303030303030303030303','3','3','3',1763870400000003,1763870400000003);
CREATE TABLE sign_offs (
	id INTEGER NOT NULL, 
	subject VARCHAR(12) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	asked_at BIGINT NOT NULL, 
	due_on DATE, 
	answer VARCHAR(8) NOT NULL, 
	opinion TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	answered_by VARCHAR(64) NOT NULL, 
	answered_at BIGINT, 
	CONSTRAINT pk_sign_offs PRIMARY KEY (id), 
	CONSTRAINT uq_sign_offs_subject_subject_id_unit UNIQUE (subject, subject_id, unit)
);
INSERT INTO "sign_offs" VALUES(1,'message',1,'1',1763870400000001,'2025-11-21','1','1','1','1',1763870400000001);
INSERT INTO "sign_offs" VALUES(2,'message',2,'2',1763870400000002,'2025-11-22','2','2','2','2',1763870400000002);
INSERT INTO "sign_offs" VALUES(3,'message',3,'3',1763870400000003,'2025-11-23','3','3','3','3',1763870400000003);
CREATE TABLE silences (
	id INTEGER NOT NULL, 
	rule VARCHAR(64) NOT NULL, 
	subject VARCHAR(120) NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	area VARCHAR(20) NOT NULL, 
	region VARCHAR(12) NOT NULL, 
	reason TEXT NOT NULL, 
	"by" VARCHAR(64) NOT NULL, 
	begins_at BIGINT NOT NULL, 
	ends_at BIGINT NOT NULL, 
	size INTEGER NOT NULL, 
	level VARCHAR(4) NOT NULL, 
	lapsed_at BIGINT, 
	CONSTRAINT pk_silences PRIMARY KEY (id)
);
INSERT INTO "silences" VALUES(1,'1','message','1','environment','1','1','1',1763870400000001,1763870400000001,1,'1',1763870400000001);
INSERT INTO "silences" VALUES(2,'2','message','2','environment','2','2','2',1763870400000002,1763870400000002,2,'2',1763870400000002);
INSERT INTO "silences" VALUES(3,'3','message','3','environment','3','3','3',1763870400000003,1763870400000003,3,'3',1763870400000003);
CREATE TABLE site_pages (
	source VARCHAR(64) NOT NULL, 
	target VARCHAR(100) NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	seen_at BIGINT NOT NULL, 
	newest_on DATE, 
	items INTEGER NOT NULL, 
	pending_on DATE, 
	dead_links INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_site_pages PRIMARY KEY (source, target)
);
INSERT INTO "site_pages" VALUES('board','1','letter',1763870400000001,'2025-11-21',1,'2025-11-21',1,'1');
INSERT INTO "site_pages" VALUES('board','2','letter',1763870400000002,'2025-11-22',2,'2025-11-22',2,'2');
INSERT INTO "site_pages" VALUES('board','3','letter',1763870400000003,'2025-11-23',3,'2025-11-23',3,'3');
CREATE TABLE site_probes (
	source VARCHAR(64) NOT NULL, 
	at BIGINT NOT NULL, 
	seconds FLOAT, 
	void SMALLINT NOT NULL, 
	CONSTRAINT pk_site_probes PRIMARY KEY (source, at)
);
INSERT INTO "site_probes" VALUES('board',1,1.0,1);
INSERT INTO "site_probes" VALUES('board',2,2.0,2);
INSERT INTO "site_probes" VALUES('board',3,3.0,3);
CREATE TABLE source_files (
	source VARCHAR(64) NOT NULL, 
	sha256 BLOB NOT NULL, 
	profile_hash BLOB NOT NULL, 
	place_hash BLOB NOT NULL, 
	name TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	reason TEXT NOT NULL, 
	counts JSON NOT NULL, 
	times INTEGER NOT NULL, 
	first_at BIGINT NOT NULL, 
	last_at BIGINT NOT NULL, 
	CONSTRAINT pk_source_files PRIMARY KEY (source, sha256, profile_hash)
);
INSERT INTO "source_files" VALUES('board',X'01010101010101010101010101010101',X'01010101010101010101010101010101',X'01010101010101010101010101010101','n1',1,'labelled','1','{}',1,1763870400000001,1763870400000001);
INSERT INTO "source_files" VALUES('board',X'02020202020202020202020202020202',X'02020202020202020202020202020202',X'02020202020202020202020202020202','n2',2,'labelled','2','{}',2,1763870400000002,1763870400000002);
INSERT INTO "source_files" VALUES('board',X'03030303030303030303030303030303',X'03030303030303030303030303030303',X'03030303030303030303030303030303','n3',3,'labelled','3','{}',3,1763870400000003,1763870400000003);
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
	quarantined INTEGER NOT NULL, rhythm_minutes FLOAT, newest_at BIGINT, failing_since BIGINT, 
	CONSTRAINT pk_source_health PRIMARY KEY (source)
);
INSERT INTO "source_health" VALUES('n1',1763870400000001,1763870400000001,1763870400000001,1,'1',1,1,1,1,1.0,1763870400000001,1);
INSERT INTO "source_health" VALUES('n2',1763870400000002,1763870400000002,1763870400000002,2,'2',2,2,2,2,2.0,1763870400000002,2);
INSERT INTO "source_health" VALUES('n3',1763870400000003,1763870400000003,1763870400000003,3,'3',3,3,3,3,3.0,1763870400000003,3);
CREATE TABLE source_hours (
	source VARCHAR(64) NOT NULL, 
	hour_at BIGINT NOT NULL, 
	accepted INTEGER NOT NULL, 
	duplicate INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	quarantined INTEGER NOT NULL, 
	looks INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	CONSTRAINT pk_source_hours PRIMARY KEY (source, hour_at)
);
INSERT INTO "source_hours" VALUES('board',1763870400000001,1,1,1,1,1,1);
INSERT INTO "source_hours" VALUES('board',1763870400000002,2,2,2,2,2,2);
INSERT INTO "source_hours" VALUES('board',1763870400000003,3,3,3,3,3,3);
CREATE TABLE source_verdicts (
	source VARCHAR(64) NOT NULL, 
	at BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	today INTEGER NOT NULL, 
	low FLOAT, 
	usual FLOAT, 
	high FLOAT, 
	last_at BIGINT, 
	CONSTRAINT pk_source_verdicts PRIMARY KEY (source)
);
INSERT INTO "source_verdicts" VALUES('n1',1,'labelled',1,1.0,1.0,1.0,1763870400000001);
INSERT INTO "source_verdicts" VALUES('n2',2,'labelled',2,2.0,2.0,2.0,1763870400000002);
INSERT INTO "source_verdicts" VALUES('n3',3,'labelled',3,3.0,3.0,3.0,1763870400000003);
CREATE TABLE statements (
	id INTEGER NOT NULL, 
	series INTEGER NOT NULL, 
	version SMALLINT NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	topic TEXT NOT NULL, 
	text TEXT NOT NULL, 
	corrects TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	reach JSON NOT NULL, 
	facts JSON NOT NULL, 
	points JSON NOT NULL, 
	valid_from DATE, 
	valid_until DATE, 
	state VARCHAR(12) NOT NULL, 
	lead VARCHAR(64) NOT NULL, 
	drafted_by VARCHAR(64) NOT NULL, 
	drafted_at BIGINT NOT NULL, 
	agreed_by VARCHAR(64) NOT NULL, 
	agreed_at BIGINT, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_statements PRIMARY KEY (id)
);
INSERT INTO "statements" VALUES(1,1,1,'letter','1','云杉小区旁边的工地半夜施工。','1','1','{}','{}','{}','2025-11-21','2025-11-21','labelled','1','1',1763870400000001,'1',1763870400000001,'1');
INSERT INTO "statements" VALUES(2,2,2,'letter','2','云杉小区旁边的工地半夜施工。','2','2','{}','{}','{}','2025-11-22','2025-11-22','labelled','2','2',1763870400000002,'2',1763870400000002,'2');
INSERT INTO "statements" VALUES(3,3,3,'letter','3','云杉小区旁边的工地半夜施工。','3','3','{}','{}','{}','2025-11-23','2025-11-23','labelled','3','3',1763870400000003,'3',1763870400000003,'3');
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
CREATE TABLE watched_topics (
	id INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	words JSON NOT NULL, 
	areas JSON NOT NULL, 
	regions JSON NOT NULL, 
	since_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	made_by VARCHAR(64) NOT NULL, 
	made_at BIGINT NOT NULL, 
	ended_by VARCHAR(64), 
	ended_at BIGINT, 
	end_reason TEXT NOT NULL, 
	CONSTRAINT pk_watched_topics PRIMARY KEY (id)
);
INSERT INTO "watched_topics" VALUES(1,'n1','{}','{}','{}','2025-11-21','2025-11-21','1',1763870400000001,'1',1763870400000001,'1');
INSERT INTO "watched_topics" VALUES(2,'n2','{}','{}','{}','2025-11-22','2025-11-22','2',1763870400000002,'2',1763870400000002,'2');
INSERT INTO "watched_topics" VALUES(3,'n3','{}','{}','{}','2025-11-23','2025-11-23','3',1763870400000003,'3',1763870400000003,'3');
CREATE TABLE wording_findings (
	id INTEGER NOT NULL, 
	subject VARCHAR(8) NOT NULL, 
	subject_id INTEGER NOT NULL, 
	place_id INTEGER NOT NULL, 
	sort VARCHAR(12) NOT NULL, 
	source_id INTEGER NOT NULL, 
	fact VARCHAR(64) NOT NULL, 
	expected TEXT NOT NULL, 
	found TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	excerpt TEXT NOT NULL, 
	unit VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	replied_at BIGINT, 
	found_at BIGINT NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	settled_by VARCHAR(64) NOT NULL, 
	settled_at BIGINT, 
	settlement TEXT NOT NULL, 
	CONSTRAINT pk_wording_findings PRIMARY KEY (id), 
	CONSTRAINT uq_wording_findings_subject_subject_id_place_id_sort_source_id_fact UNIQUE (subject, subject_id, place_id, sort, source_id, fact)
);
INSERT INTO "wording_findings" VALUES(1,'message',1,1,'1',1,'1','1','1',1,1,'1','1','云杉小区夜间施工',1763870400000001,1763870400000001,'labelled','1',1763870400000001,'1');
INSERT INTO "wording_findings" VALUES(2,'message',2,2,'2',2,'2','2','2',2,2,'2','2','云杉小区夜间施工',1763870400000002,1763870400000002,'labelled','2',1763870400000002,'2');
INSERT INTO "wording_findings" VALUES(3,'message',3,3,'3',3,'3','3','3',3,3,'3','3','云杉小区夜间施工',1763870400000003,1763870400000003,'labelled','3',1763870400000003,'3');
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
CREATE INDEX ix_cases_state ON cases (state, handler);
CREATE UNIQUE INDEX uq_cases_open ON cases (subject, subject_id, item) WHERE closed_at IS NULL;
CREATE INDEX ix_rule_changes_rule ON rule_changes (rule_id, outcome);
CREATE INDEX ix_case_clocks_case ON case_clocks (case_id);
CREATE INDEX ix_case_clocks_running ON case_clocks (running, rule_id);
CREATE INDEX ix_case_moves_at ON case_moves (at);
CREATE INDEX ix_evidence_case ON evidence (case_id);
CREATE INDEX ix_clock_events_clock ON clock_events (clock_id);
CREATE INDEX ix_instructions_case ON instructions (case_id);
CREATE INDEX ix_messages_id ON messages (id);
CREATE INDEX ix_labels_message_id ON labels (message_id);
CREATE INDEX ix_replies_message_id ON replies (message_id);
CREATE INDEX ix_judgements_issue_id ON judgements (issue_id);
CREATE INDEX ix_judgements_state ON judgements (state, found_at);
CREATE INDEX ix_publications_judgement_id ON publications (judgement_id, published_at);
CREATE INDEX ix_packaged_message_id ON packaged (message_id);
CREATE INDEX ix_packaged_sequence ON packaged (sequence);
CREATE INDEX ix_labels_labelled_at ON labels (labelled_at, message_id);
CREATE INDEX ix_message_changes_message_id ON message_changes (message_id);
CREATE INDEX ix_source_hours_hour_at ON source_hours (hour_at);
CREATE INDEX ix_quarantine_ticket ON quarantine (source, ticket_hash);
CREATE INDEX ix_alarms_state ON alarms (state, resolved_at);
CREATE INDEX ix_contacts_unit ON contacts (unit, role);
CREATE INDEX ix_silences_ends_at ON silences (ends_at);
CREATE INDEX ix_alarm_events_alarm_id ON alarm_events (alarm_id);
CREATE INDEX ix_alarm_events_done_at ON alarm_events (done_at, id);
CREATE INDEX ix_screens_made_at ON screens (made_at);
CREATE INDEX ix_reply_labels_message_id ON reply_labels (message_id);
CREATE INDEX ix_handbacks_state ON handbacks (state, next_at);
CREATE INDEX ix_handbacks_case_id ON handbacks (case_id);
CREATE INDEX ix_alarm_facts_over_at ON alarm_facts (kind, over_at);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_sign_ins_account ON sign_ins (account);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE INDEX ix_statements_series ON statements (series, version);
CREATE INDEX ix_statements_state ON statements (state);
CREATE INDEX ix_sign_offs_unit ON sign_offs (unit, answer);
CREATE INDEX ix_wording_findings_state ON wording_findings (state, found_at);
CREATE INDEX ix_releases_state ON releases (state);
CREATE INDEX ix_policy_documents_number ON policy_documents (number);
CREATE INDEX ix_knowledge_state ON knowledge (state, topic);
CREATE INDEX ix_cube_answers_unit ON cube_answers (unit, day);
CREATE INDEX ix_cube_cells_unit ON cube_cells (unit, day);
CREATE INDEX ix_procedures_flow ON procedures (flow, state);
CREATE INDEX ix_procedures_message ON procedures (message_id);
CREATE INDEX ix_objections_state ON objections (state);
CREATE INDEX ix_briefings_kind ON briefings (kind, since_at);
CREATE INDEX ix_messages_kind ON messages (kind, posted_at);
CREATE INDEX ix_issues_last_at ON issues (last_at);
CREATE INDEX ix_messages_open ON messages (kind, posted_at) WHERE json_extract(facts, '$."assigned_at"') IS NOT NULL AND json_extract(facts, '$."finished_at"') IS NULL;
CREATE INDEX ix_messages_reopened ON messages (kind, posted_at) WHERE json_extract(facts, '$."reopened_at"') IS NOT NULL;
CREATE INDEX ix_messages_returned ON messages (kind, posted_at) WHERE json_extract(facts, '$."returned"') IS NOT NULL AND json_extract(facts, '$."finished_at"') IS NULL;
CREATE INDEX ix_messages_extensions ON messages (kind, posted_at) WHERE json_extract(facts, '$."extensions"') IS NOT NULL AND json_extract(facts, '$."finished_at"') IS NULL;
CREATE INDEX ix_messages_unsolved ON messages (kind, posted_at) WHERE json_extract(facts, '$."solved"') = '未解决';
CREATE INDEX ix_messages_bad ON messages (kind, posted_at) WHERE json_extract(facts, '$."stars"') <= 2;
CREATE INDEX ix_messages_excluded ON messages (kind, posted_at) WHERE json_extract(facts, '$."excluded"') IS NOT NULL;
PRAGMA writable_schema=OFF;
COMMIT;
