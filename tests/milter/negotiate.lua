-- Option negotiation as another implementation of the MTA's side sees it. Run with -D socket=...
-- Only short replies: miltertest does not survive longer ones.

local function check(fact, text)
	if not fact then
		-- miltertest itself says nothing of errors.
		mt.echo("FAILED: " .. text)
		error(text)
	end
end

-- All that miltertest's libmilter offers. (Given numbers, it sends the actions in place of the
-- steps.)
local conn = mt.connect(socket)
check(conn ~= nil, "the milter does not take the connection")
check(mt.negotiate(conn, nil, nil, nil) == nil, "negotiation fails")
for _, action in ipairs({ SMFIF_ADDHDRS, SMFIF_CHGHDRS, SMFIF_CHGBODY }) do
	check(mt.test_action(conn, action), "an action that sealing needs is not asked for: " .. action)
end
for _, step in ipairs({
	SMFIP_NOHELO, SMFIP_NOUNKNOWN, SMFIP_SKIP, SMFIP_HDR_LEADSPC,
	SMFIP_NR_CONN, SMFIP_NR_HELO, SMFIP_NR_MAIL, SMFIP_NR_RCPT,
	SMFIP_NR_DATA, SMFIP_NR_HDR, SMFIP_NR_BODY,
}) do
	check(mt.test_option(conn, step), "a step is not asked for: " .. step)
end
for _, step in ipairs({
	SMFIP_NOCONNECT, SMFIP_NOMAIL, SMFIP_NORCPT, SMFIP_NOBODY, SMFIP_NOHDRS, SMFIP_NOEOH, SMFIP_NR_EOH,
}) do
	check(not mt.test_option(conn, step), "a step is left out that must not be: " .. step)
end
check(mt.conninfo(conn, "localhost", "127.0.0.1") == nil, "CONNECT fails")
check(mt.macro(conn, SMFIC_MAIL, "i", "Q1") == nil, "macros fail")
check(mt.mailfrom(conn, "<ann@example.org>") == nil, "MAIL fails")
check(mt.rcptto(conn, "<bob@example.com>") == nil, "RCPT fails")
check(mt.header(conn, "X-Want", " pass") == nil, "a header field fails")
check(mt.eoh(conn) == nil, "EOH fails")
check(mt.getreply(conn) == SMFIR_ACCEPT, "a message that no rule wants is not accepted at EOH")
mt.disconnect(conn)

-- An MTA that knows nothing beyond version 2.
conn = mt.connect(socket)
check(mt.negotiate(conn, 2, 0x3f, 0x3f) == nil, "negotiation of version 2 fails")
check(mt.test_action(conn, SMFIF_CHGBODY), "version 2: the body cannot be replaced")
check(not mt.test_option(conn, SMFIP_NR_MAIL), "version 2: a step is taken that was not offered")
check(mt.conninfo(conn, "localhost", "127.0.0.1") == nil, "version 2: CONNECT fails")
check(mt.getreply(conn) == SMFIR_CONTINUE, "version 2: CONNECT is not answered")
check(mt.mailfrom(conn, "<ann@example.org>") == nil, "version 2: MAIL fails")
check(mt.getreply(conn) == SMFIR_CONTINUE, "version 2: MAIL is not answered")
check(mt.rcptto(conn, "<bob@example.com>") == nil, "version 2: RCPT fails")
check(mt.getreply(conn) == SMFIR_CONTINUE, "version 2: RCPT is not answered")
check(mt.header(conn, "X-Want", "pass") == nil, "version 2: a header field fails")
check(mt.getreply(conn) == SMFIR_CONTINUE, "version 2: a header field is not answered")
check(mt.eoh(conn) == nil, "version 2: EOH fails")
check(mt.getreply(conn) == SMFIR_ACCEPT, "version 2: the message is not accepted")
mt.disconnect(conn)
mt.echo("negotiated")
