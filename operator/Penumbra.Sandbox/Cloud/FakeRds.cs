using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Penumbra.Sandbox.Cloud;

/// <summary>
/// RDS as it is when it takes its time: statuses and percentages by a clock, identifiers that are taken, states that forbid, tags, shares. It speaks the wire's XML, so that the
/// real client is under test. What it does wrong on purpose is scripted: failures at any call, curves that stand still, unknown statuses.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class FakeRds(TimeProvider time) : HttpMessageHandler
{
    private const string Account = "123456789012";
    private const int MostRecords = 100;
    private int _born;

    /// <summary>Clusters.</summary>
    public List<RdsThing> Clusters { get; } = [];

    /// <summary>Instances, of clusters and plain ones.</summary>
    public List<RdsThing> Instances { get; } = [];

    /// <summary>Snapshots of both.</summary>
    public List<RdsThing> Snapshots { get; } = [];

    /// <summary>Every call, by its name.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many of the calls were to change something.</summary>
    public int Writes { get; private set; }

    /// <summary>How long what an operation begins takes to be done.</summary>
    public Func<string, TimeSpan> Takes { get; set; } = UsuallyTakes;

    /// <summary>Another answer to a call: status and body, or null for its own.</summary>
    public Func<string, IReadOnlyDictionary<string, string>, (HttpStatusCode Status, string Body)?> Script { get; set; } = (_, _) => null;

    /// <summary>Called before and after each call that changes something; may throw, as the death of the process.</summary>
    public Action<string, bool> Around { get; set; } = (_, _) => { };

    /// <summary>What a database is busy with while it is made: an open-ended list.</summary>
    public string Making { get; set; } = "creating";

    /// <summary>How far something is, in percent, where that is not as far as its time; null for as far as that.</summary>
    public Func<RdsThing, int?> Curve { get; set; } = _ => null;

    /// <summary>Called when a snapshot of a database has been captured.</summary>
    public Action<RdsThing, RdsThing> Captured { get; set; } = (_, _) => { };

    /// <summary>Called when a restored database has become available, with the snapshot that it came from.</summary>
    public Action<RdsThing, RdsThing?> Restored { get; set; } = (_, _) => { };

    /// <summary>Called when a database that was made empty has become available, with its master user and password.</summary>
    public Action<RdsThing, string, string> Created { get; set; } = (_, _, _) => { };

    /// <summary>Called when a database or a snapshot has gone.</summary>
    public Action<RdsThing> Gone { get; set; } = _ => { };

    /// <summary>Where a database answers.</summary>
    public Func<RdsThing, (string Host, int Port)> Endpoint { get; set; } = thing => ($"{thing.ResourceId}.example", 5432);

    /// <summary>The password of a database was changed.</summary>
    public Action<RdsThing, string> PasswordChanged { get; set; } = (_, _) => { };

    /// <summary>Ten minutes to make something, 40 s for a password, five minutes to delete.</summary>
    public static TimeSpan UsuallyTakes(string operation) => operation switch
    {
        _ when operation.StartsWith("Modify", StringComparison.Ordinal) => TimeSpan.FromSeconds(40),
        _ when operation.StartsWith("Delete", StringComparison.Ordinal) => TimeSpan.FromMinutes(5),
        _ => TimeSpan.FromMinutes(10),
    };

    /// <summary>Puts something there that is available.</summary>
    public RdsThing Add(List<RdsThing> list, string id, Action<RdsThing>? with = null)
    {
        var thing = new RdsThing { Id = id, Arn = $"arn:aws:rds:eu-north-1:{Account}:{(list == Clusters ? "cluster" : list == Instances ? "db" : "cluster-snapshot")}:{id}", ResourceId = $"{(list == Clusters ? "cluster" : "db")}-R{++_born}", Since = time.GetUtcNow(), Ready = time.GetUtcNow() };
        with?.Invoke(thing);
        list.Add(thing);
        return thing;
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues("x-amz-target", out _)) return Task.FromResult(Answer(HttpStatusCode.OK, """{"KeyMetadata":{"KeyState":"Enabled","Enabled":true,"KeyManager":"CUSTOMER"}}"""));
        var form = Form(request.Content!.ReadAsStringAsync(cancellationToken).GetAwaiter().GetResult());
        var action = form["Action"];
        Calls.Add(action);
        Settle();
        var writes = !action.StartsWith("Describe", StringComparison.Ordinal);
        if (writes)
        {
            Writes++;
            Around(action, true);
        }

        var answer = Script(action, form) is { } scripted ? Answer(scripted.Status, scripted.Body) : Act(action, form);
        if (writes) Around(action, false);
        return Task.FromResult(answer);
    }

    private HttpResponseMessage Act(string action, SortedDictionary<string, string> form)
    {
        string Of(string name) => form.GetValueOrDefault(name, "");
        switch (action)
        {
            case "DescribeDBClusters": return Described(action, form, "DBClusters", "DBCluster", Clusters, Of("DBClusterIdentifier"), "DBClusterNotFoundFault", (name, thing) => RdsXml.Cluster(name, thing, Endpoint(thing), Percent(thing)));
            case "DescribeDBInstances": return Described(action, form, "DBInstances", "DBInstance", Instances, Of("DBInstanceIdentifier"), "DBInstanceNotFound", (name, thing) => RdsXml.Instance(name, thing, Endpoint(thing)));
            case "DescribeDBClusterSnapshots":
            case "DescribeDBSnapshots":
                var cluster = action == "DescribeDBClusterSnapshots";
                var owner = Of(cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier");
                var wanted = Snapshots.Where(snapshot => snapshot.OfCluster == cluster && (Of("SnapshotType").Length == 0 || snapshot.Type == Of("SnapshotType")) && (owner.Length == 0 || snapshot.Of == owner)).ToList();
                return cluster
                    ? Described(action, form, "DBClusterSnapshots", "DBClusterSnapshot", wanted, Of("DBClusterSnapshotIdentifier"), "DBClusterSnapshotNotFoundFault", (name, thing) => RdsXml.Snapshot(name, thing, Percent(thing)))
                    : Described(action, form, "DBSnapshots", "DBSnapshot", wanted, Of("DBSnapshotIdentifier"), "DBSnapshotNotFound", (name, thing) => RdsXml.Snapshot(name, thing, Percent(thing)));
            case "DescribeDBClusterSnapshotAttributes":
            case "DescribeDBSnapshotAttributes":
                var named = action == "DescribeDBClusterSnapshotAttributes" ? "DBClusterSnapshotAttribute" : "DBSnapshotAttribute";
                return Find(Snapshots, Of(action == "DescribeDBClusterSnapshotAttributes" ? "DBClusterSnapshotIdentifier" : "DBSnapshotIdentifier")) is { } shared
                    ? Result(action, new XElement(named, new XElement("AttributeName", "restore"), new XElement("AttributeValues", shared.SharedWith.Select(account => new XElement("AttributeValue", account)))))
                    : Error("DBClusterSnapshotNotFoundFault", HttpStatusCode.NotFound);
            case "RestoreDBClusterFromSnapshot":
            case "RestoreDBClusterToPointInTime":
                if (Find(Clusters, Of("DBClusterIdentifier")) is not null) return Error("DBClusterAlreadyExistsFault");
                Make(Clusters, Of("DBClusterIdentifier"), form, action).RestoredFrom = Find(Snapshots, Of("SnapshotIdentifier"));
                return Result(action);
            case "RestoreDBInstanceFromDBSnapshot":
                if (Find(Instances, Of("DBInstanceIdentifier")) is not null) return Error("DBInstanceAlreadyExists");
                Make(Instances, Of("DBInstanceIdentifier"), form, action).RestoredFrom = Find(Snapshots, Of("DBSnapshotIdentifier"));
                return Result(action);
            case "CreateDBCluster":
                if (Find(Clusters, Of("DBClusterIdentifier")) is not null) return Error("DBClusterAlreadyExistsFault");
                return Empty(action, Clusters, Of("DBClusterIdentifier"), form);
            case "CreateDBInstance":
                if (Find(Instances, Of("DBInstanceIdentifier")) is not null) return Error("DBInstanceAlreadyExists");
                if (Of("DBClusterIdentifier").Length == 0) return Of("AllocatedStorage").Length == 0 ? Error("InvalidParameterCombination") : Empty(action, Instances, Of("DBInstanceIdentifier"), form);
                if (Find(Clusters, Of("DBClusterIdentifier")) is not { Status: "available" }) return Error("InvalidDBClusterStateFault");
                Make(Instances, Of("DBInstanceIdentifier"), form, action).Of = Of("DBClusterIdentifier");
                return Result(action);
            case "ModifyDBCluster":
            case "ModifyDBInstance":
                if (Find(action == "ModifyDBCluster" ? Clusters : Instances, Of(action == "ModifyDBCluster" ? "DBClusterIdentifier" : "DBInstanceIdentifier")) is not { } modified) return Error("DBClusterNotFoundFault", HttpStatusCode.NotFound);
                if (modified.Status != "available") return Error("InvalidDBClusterStateFault");
                if (Of("MasterUserPassword") is { Length: > 0 } password) PasswordChanged(modified, password);
                if (Of("DeletionProtection") == "false") modified.Protected = false;
                Busy(modified, "resetting-master-credentials", Takes(action));
                return Result(action);
            case "CreateDBClusterSnapshot":
            case "CreateDBSnapshot":
                return Snap(action, Of(action == "CreateDBClusterSnapshot" ? "DBClusterSnapshotIdentifier" : "DBSnapshotIdentifier"), Find(action == "CreateDBClusterSnapshot" ? Clusters : Instances, Of(action == "CreateDBClusterSnapshot" ? "DBClusterIdentifier" : "DBInstanceIdentifier")), form);
            case "CopyDBClusterSnapshot":
            case "CopyDBSnapshot":
                return Copy(action, form);
            case "ModifyDBClusterSnapshotAttribute":
            case "ModifyDBSnapshotAttribute":
                if (Find(Snapshots, Of(action == "ModifyDBClusterSnapshotAttribute" ? "DBClusterSnapshotIdentifier" : "DBSnapshotIdentifier")) is not { Status: "available" } share) return Error("InvalidDBClusterSnapshotStateFault");
                share.SharedWith.UnionWith(form.Where(pair => pair.Key.StartsWith("ValuesToAdd.", StringComparison.Ordinal)).Select(pair => pair.Value));
                share.SharedWith.ExceptWith(form.Where(pair => pair.Key.StartsWith("ValuesToRemove.", StringComparison.Ordinal)).Select(pair => pair.Value));
                return Result(action);
            case "DeleteDBClusterSnapshot":
            case "DeleteDBSnapshot":
                if (Find(Snapshots, Of(action == "DeleteDBClusterSnapshot" ? "DBClusterSnapshotIdentifier" : "DBSnapshotIdentifier")) is not { Status: "available" or "copying" } dropped) return Error("DBClusterSnapshotNotFoundFault", HttpStatusCode.NotFound);
                Snapshots.Remove(dropped);
                Gone(dropped);
                return Result(action);
            case "DeleteDBInstance":
                return Delete(action, Find(Instances, Of("DBInstanceIdentifier")), "DBInstanceNotFound");
            case "DeleteDBCluster":
                if (Instances.Exists(instance => instance.Of == Of("DBClusterIdentifier") && instance.Status != "deleting")) return Error("InvalidDBClusterStateFault");
                return Delete(action, Find(Clusters, Of("DBClusterIdentifier")), "DBClusterNotFoundFault");
            case "DescribeDBSubnetGroups" or "DescribeAccountAttributes": return Result(action);
            case "DescribeDBClusterParameters" or "DescribeDBParameters": 
                // Whatever is asked for is a quiet group.
                return Result(action, new XElement("Parameters", new XElement("Parameter", new XElement("ParameterName", "autovacuum"), new XElement("ParameterValue", "0"))));
            case "DescribeSecurityGroups": return Result(action, new XElement("securityGroupInfo"));
            default: return Answer(HttpStatusCode.InternalServerError, "<!doctype html><title>500</title>");
        }
    }

    private HttpResponseMessage Empty(string action, List<RdsThing> list, string id, SortedDictionary<string, string> form)
    {
        var (user, password) = (form.GetValueOrDefault("MasterUsername", ""), form.GetValueOrDefault("MasterUserPassword", ""));
        if (user.Length == 0 || password.Length < 8) return Error("InvalidParameterCombination");
        Make(list, id, form, action).Master = (user, password);
        return Result(action);
    }

    private HttpResponseMessage Snap(string action, string id, RdsThing? source, SortedDictionary<string, string> form)
    {
        if (source is null) return Error("DBClusterNotFoundFault", HttpStatusCode.NotFound);
        if (source.Status is not ("available" or "backing-up" or "storage-optimization")) return Error("InvalidDBClusterStateFault");
        if (Find(Snapshots, id) is not null) return Error("DBClusterSnapshotAlreadyExistsFault");
        var snapshot = Make(Snapshots, id, form, action);
        (snapshot.OfCluster, snapshot.Of, snapshot.OfResource, snapshot.Type, snapshot.Status) = (action == "CreateDBClusterSnapshot", source.Id, source.ResourceId, "manual", "creating");
        snapshot.Source = source;
        return Result(action);
    }

    private HttpResponseMessage Copy(string action, SortedDictionary<string, string> form)
    {
        var cluster = action == "CopyDBClusterSnapshot";
        var source = Snapshots.Find(snapshot => snapshot.Arn == form[cluster ? "SourceDBClusterSnapshotIdentifier" : "SourceDBSnapshotIdentifier"]);
        if (source is not { Status: "available" }) return Error("InvalidDBClusterSnapshotStateFault");
        var id = form[cluster ? "TargetDBClusterSnapshotIdentifier" : "TargetDBSnapshotIdentifier"];
        if (Find(Snapshots, id) is not null) return Error("DBClusterSnapshotAlreadyExistsFault");
        var copy = Make(Snapshots, id, form, action);
        (copy.OfCluster, copy.Of, copy.OfResource, copy.Type, copy.Status, copy.CopyOf) = (cluster, source.Of, source.OfResource, "manual", "copying", source.Arn);
        copy.Original = source.Original ?? source.Created;
        Captured(copy, source);
        return Result(action);
    }

    private HttpResponseMessage Delete(string action, RdsThing? thing, string missing)
    {
        if (thing is null) return Error(missing, HttpStatusCode.NotFound);
        if (thing.Status == "deleting") return Error("InvalidDBInstanceState");
        if (thing.Protected) return Error("InvalidParameterCombination");
        Busy(thing, "deleting", Takes(action));
        return Result(action);
    }

    private RdsThing Make(List<RdsThing> list, string id, SortedDictionary<string, string> form, string action) => Add(list, id, thing =>
    {
        for (var index = 1; form.TryGetValue($"Tags.Tag.{index}.Key", out var key); index++) thing.Tags[key] = form[$"Tags.Tag.{index}.Value"];
        thing.Status = Making;
        thing.Ready = time.GetUtcNow() + Takes(action);
    });

    private void Busy(RdsThing thing, string status, TimeSpan takes) => (thing.Status, thing.Since, thing.Ready) = (status, time.GetUtcNow(), time.GetUtcNow() + takes);

    private void Settle()
    {
        foreach (var list in new[] { Clusters, Instances, Snapshots })
        {
            foreach (var gone in list.Where(thing => thing.Status == "deleting" && thing.Ready <= time.GetUtcNow()).ToList())
            {
                list.Remove(gone);
                Gone(gone);
            }

            foreach (var thing in list.Where(thing => thing.Status != "available" && thing.Ready <= time.GetUtcNow()))
            {
                if (thing.Source is { } source) Captured(thing, source);
                if (thing.Status == Making && thing.RestoredFrom is { } snapshot) Restored(thing, snapshot);
                if (thing.Status == Making && thing.Master is { } master) Created(thing, master.User, master.Password);
                (thing.Status, thing.Source, thing.RestoredFrom, thing.Master) = ("available", null, null, null);
            }
        }
    }

    private static RdsThing? Find(List<RdsThing> list, string id) => list.Find(thing => thing.Id == id || thing.Arn == id);

    private int Percent(RdsThing thing) => thing.Status == "available" || thing.Ready <= thing.Created ? 100
        : Curve(thing) ?? (int)Math.Clamp(100 * (time.GetUtcNow() - thing.Created) / (thing.Ready - thing.Created), 0, 99);

    // Page by page, as the cloud does: as many as were asked for, a hundred at most, and a marker where there are more.
    private static HttpResponseMessage Described(string action, SortedDictionary<string, string> form, string list, string item, List<RdsThing> things, string id, string missing, Func<string, RdsThing, XElement> xml)
    {
        var found = id.Length == 0 ? things : things.Where(thing => thing.Id == id || thing.Arn == id).ToList();
        if (id.Length > 0 && found.Count == 0) return Error(missing, HttpStatusCode.NotFound);
        var size = form.TryGetValue("MaxRecords", out var asked) ? int.Parse(asked, CultureInfo.InvariantCulture) : MostRecords;
        if (size is < 20 or > MostRecords) return Error("InvalidParameterValue");
        var from = form.TryGetValue("Marker", out var marker) ? int.Parse(marker, CultureInfo.InvariantCulture) : 0;
        var page = new XElement(list, found.Skip(from).Take(size).Select(thing => xml(item, thing)));
        return from + size < found.Count ? Result(action, page, new XElement("Marker", (from + size).ToString(CultureInfo.InvariantCulture))) : Result(action, page);
    }

    private static HttpResponseMessage Result(string action, params object[] content)
    {
        XNamespace ns = "http://rds.amazonaws.com/doc/2014-10-31/";
        return Answer(HttpStatusCode.OK, new XElement(ns + $"{action}Response", new XElement(ns + $"{action}Result", content)).ToString());
    }

    /// <summary>An error as the wire has it.</summary>
    public static HttpResponseMessage Error(string code, HttpStatusCode status = HttpStatusCode.BadRequest) => Answer(status, ErrorBody(code));

    /// <summary>The body of an error.</summary>
    public static string ErrorBody(string code) => $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{code} it is</Message></Error></ErrorResponse>";

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };

    private static SortedDictionary<string, string> Form(string body) => new(body.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1])), StringComparer.Ordinal);
}
