-- The statements Orleans's ADO.NET providers ask the database for, by their names. Split at the lines that begin with "-- name:"; the same on both databases
-- but for membership and reminders, which SQLite does not have. A failed condition returns the version it was given, or none: both mean a lost race.
-- name: WriteToStorageKey
INSERT INTO orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, COALESCE(@GrainIdExtensionString, ''), @ServiceId, @PayloadBinary, CURRENT_TIMESTAMP, 1
WHERE @GrainStateVersion IS NULL OR EXISTS (
    SELECT 1 FROM orleansstorage
    WHERE graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
        AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND serviceid = @ServiceId)
ON CONFLICT (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid)
DO UPDATE SET payloadbinary = excluded.payloadbinary, modifiedon = excluded.modifiedon, version = orleansstorage.version + 1
WHERE orleansstorage.version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion
-- name: ReadFromStorageKey
SELECT payloadbinary AS PayloadBinary, version AS Version FROM orleansstorage
WHERE graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
    AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND serviceid = @ServiceId
-- name: ClearStorageKey
UPDATE orleansstorage SET payloadbinary = NULL, modifiedon = CURRENT_TIMESTAMP, version = version + 1
WHERE graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
    AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND serviceid = @ServiceId AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion
-- name: DeleteStorageKey
DELETE FROM orleansstorage
WHERE graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
    AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND serviceid = @ServiceId AND version = @GrainStateVersion
RETURNING version + 1 AS NewGrainStateVersion
-- postgresql only from here
-- name: InsertMembershipVersionKey
WITH made AS (INSERT INTO orleansmembershipversiontable (deploymentid) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT COUNT(*)::integer FROM made
-- name: InsertMembershipKey
WITH counted AS (
    UPDATE orleansmembershipversiontable SET timestamp = now(), version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT 1 FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
made AS (
    INSERT INTO orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
    RETURNING 1)
SELECT COUNT(*)::integer FROM made
-- name: UpdateMembershipKey
WITH counted AS (
    UPDATE orleansmembershipversiontable SET timestamp = now(), version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND EXISTS (
        SELECT 1 FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
changed AS (
    UPDATE orleansmembershiptable SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND EXISTS (SELECT 1 FROM counted)
    RETURNING 1)
SELECT COUNT(*)::integer FROM changed
-- name: UpdateIAmAlivetimeKey
UPDATE orleansmembershiptable SET iamalivetime = @IAmAliveTime
WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
-- name: MembershipReadRowKey
SELECT v.deploymentid AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.siloname AS SiloName, m.hostname AS HostName,
    m.status AS Status, m.proxyport AS ProxyPort, m.suspecttimes AS SuspectTimes, m.starttime AS StartTime, m.iamalivetime AS IAmAliveTime, v.version AS Version
FROM orleansmembershipversiontable v LEFT JOIN orleansmembershiptable m
    ON v.deploymentid = m.deploymentid AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
WHERE v.deploymentid = @DeploymentId
-- name: MembershipReadAllKey
SELECT v.deploymentid AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.siloname AS SiloName, m.hostname AS HostName,
    m.status AS Status, m.proxyport AS ProxyPort, m.suspecttimes AS SuspectTimes, m.starttime AS StartTime, m.iamalivetime AS IAmAliveTime, v.version AS Version
FROM orleansmembershipversiontable v LEFT JOIN orleansmembershiptable m ON v.deploymentid = m.deploymentid
WHERE v.deploymentid = @DeploymentId
-- name: DeleteMembershipTableEntriesKey
WITH gone AS (DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId RETURNING 1)
DELETE FROM orleansmembershipversiontable WHERE deploymentid = @DeploymentId
-- name: GatewaysQueryKey
SELECT address AS Address, proxyport AS ProxyPort, generation AS Generation FROM orleansmembershiptable
WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0
-- name: CleanupDefunctSiloEntriesKey
DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status != 3
-- name: UpsertReminderRowKey
INSERT INTO orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (serviceid, grainid, remindername)
DO UPDATE SET starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = orleansreminderstable.version + 1
RETURNING version
-- name: ReadReminderRowsKey
SELECT grainid AS GrainId, remindername AS ReminderName, starttime AS StartTime, period AS Period, version AS Version
FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId
-- name: ReadReminderRowKey
SELECT grainid AS GrainId, remindername AS ReminderName, starttime AS StartTime, period AS Period, version AS Version
FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName
-- name: ReadRangeRows1Key
SELECT grainid AS GrainId, remindername AS ReminderName, starttime AS StartTime, period AS Period, version AS Version
FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainhash > @BeginHash AND grainhash <= @EndHash
-- name: ReadRangeRows2Key
SELECT grainid AS GrainId, remindername AS ReminderName, starttime AS StartTime, period AS Period, version AS Version
FROM orleansreminderstable WHERE serviceid = @ServiceId AND (grainhash > @BeginHash OR grainhash <= @EndHash)
-- name: DeleteReminderRowKey
WITH gone AS (
    DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName AND version = @Version RETURNING 1)
SELECT COUNT(*)::integer FROM gone
-- name: DeleteReminderRowsKey
DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId
