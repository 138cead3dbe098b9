using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers;
using Penumbra.Sandbox.Pods;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Refreshes;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Shadows;
using Penumbra.Simulation.Stories;
using Fault = Penumbra.Simulation.Faults.Fault;

namespace Penumbra.Simulation.Cluster;

/// <summary>
/// The world of one run, on one thread and one clock: the sandbox's API server and controllers, the users, the operator's processes, what
/// goes wrong, and whoever watches that nothing does that must not.
/// </summary>
public sealed class SimulatedCluster : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SandboxControllers _controllers;
    private readonly List<Oracle> _oracles;
    private readonly int _seed;
    private int _starts;
    private int _others;
    private int _evaluations;
    private readonly Dictionary<(OperatorProcess Process, string What), TimeSpan> _later = [];

    /// <summary>A world that begins with the base's objects.</summary>
    /// <param name="origin">The base.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="seed">For jitter and UIDs.</param>
    /// <param name="tells">Whether the story is written down.</param>
    /// <param name="hasShadows">Whether the operator looks after ShadowDeployments too: watching their kinds is a part of what a run costs.</param>
    /// <param name="hasRefreshes">Whether it looks after SnapshotRefreshes too.</param>
    public SimulatedCluster(ClusterStore origin, IReadOnlyList<Fault> faults, int seed, bool tells, bool hasShadows = false, bool hasRefreshes = false)
    {
        Faults = faults;
        Tells = tells;
        _seed = seed;
        Store = origin.Fork(Time, new UidGenerator((ulong)seed + 17));
        Origin = Store.Version;
        Server = new SandboxApiServer(Store, new ApiServerOptions { InlineContinuations = true });
        Node = new Node(new SimulatedPodHost(Time));
        _controllers = StandardControllers.Start(Store, Node);
        Users = new Users(Store, "shop");
        (HasShadows, HasRefreshes) = (hasShadows, hasRefreshes);
        Comparison = new SimulatedComparison(this);
        Workers = new SimulatedWorkers(this);
        Node.Jobs = (pod, changed) => HasRefreshes && pod["metadata"]!["labels"]?["penumbra.dev/snapshot-refresh"] is not null ? Workers.Start(pod, changed) : Comparison.Replay(pod, changed);
        Creations = new CreationLedger(this);
        _oracles = [Creations, new TrafficOracle(this), new RequestOracle(this), new FieldOracle(this), new EvidenceOracle(this)];
        if (hasShadows) _oracles.Add(new ShadowOracle(this));
        if (hasRefreshes) _oracles.AddRange([new RefreshOracle(this), new ScheduleOracle(this)]);
    }

    /// <summary>The one clock.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>The objects.</summary>
    public ClusterStore Store { get; }

    /// <summary>The version that the run began with: older ones are forgotten.</summary>
    public long Origin { get; }

    /// <summary>The API server in front of them.</summary>
    public SandboxApiServer Server { get; }

    /// <summary>Where pods run.</summary>
    public Node Node { get; }

    /// <summary>The users.</summary>
    public Users Users { get; }

    /// <summary>The comparison servers.</summary>
    public SimulatedComparison Comparison { get; }

    /// <summary>The workers of refreshes.</summary>
    public SimulatedWorkers Workers { get; }

    /// <summary>Whether the operator looks after ShadowDeployments.</summary>
    public bool HasShadows { get; }

    /// <summary>Whether the operator looks after SnapshotRefreshes.</summary>
    public bool HasRefreshes { get; }

    /// <summary>What goes wrong.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Who watches.</summary>
    public IReadOnlyList<Oracle> Oracles => _oracles;

    /// <summary>What the operator has made and deleted.</summary>
    public CreationLedger Creations { get; }

    /// <summary>The operator's processes, the present ones.</summary>
    public List<OperatorProcess> Processes { get; } = [];

    /// <summary>What must not be and was.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>Whether the story is written down.</summary>
    public bool Tells { get; }

    /// <summary>The story.</summary>
    public List<string> Story { get; } = [];

    /// <summary>A digest of everything that happened: the same seed and commit give the same.</summary>
    public Fingerprint History { get; } = new();

    /// <summary>How many writes the operator sent: leases and dry runs do not count. Faults are numbered by this.</summary>
    public int Writes { get; private set; }

    /// <summary>What each of them found and left.</summary>
    public List<WriteMark> Marks { get; } = [];

    /// <summary>How many of them changed something; events are not counted.</summary>
    public int Commits { get; private set; }

    /// <summary>How many it sent, whatever became of them: not events, nor what a comparison writes by the clock.</summary>
    public int Sent { get; private set; }

    /// <summary>How many of those a fault kept from the server.</summary>
    public int Hindered { get; private set; }

    /// <summary>How many of them found everything as it was to be: what is applied for a refresh is applied again each hour, and by each process that begins.</summary>
    public int Repeated { get; private set; }

    /// <summary>When the last write was made.</summary>
    public TimeSpan LastWrite { get; private set; }

    /// <summary>
    /// Whether the operator holds a lease. Most runs have one replica and none, as renewing it is most of what a quiet operator does, and most of
    /// what a run costs; whatever is about leaders or outages has one.
    /// </summary>
    public bool HasLease => Faults.Any(fault => fault.NeedsLease);

    /// <summary>Whether the run may end otherwise than its story: somebody did what the story does not tell, or the operator saw nothing for as long as it waits at most.</summary>
    public bool MayEndOtherwise => IsBlinded || Faults.Any(fault => fault.ChangesStory);

    /// <summary>What people can do, for faults that let them.</summary>
    public Acts? Acts { get; set; }

    /// <summary>For how long the faults of the run keep the operator from seeing and doing anything.</summary>
    public TimeSpan Blindness => Faults.Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Blind);

    /// <summary>Whether that is so long that deadlines of the launch pass meanwhile.</summary>
    public bool IsBlinded => Blindness >= ShortestDeadline;

    /// <summary>The shortest of the story's launch.</summary>
    public TimeSpan ShortestDeadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>The kind whose writes are forbidden to the operator for now, in the plural; null for none.</summary>
    public string? Denied { get; set; }

    /// <summary>How the metric source answers, by the story or a fault.</summary>
    public SourceMode SourceMode { get; set; }

    /// <summary>How many times the source was asked.</summary>
    public int Evaluations => _evaluations;

    /// <summary>Somebody more watches.</summary>
    public void Watch(Oracle oracle) => _oracles.Add(oracle);

    /// <summary>Starts a process of the operator.</summary>
    public OperatorProcess StartOperator(string identity)
    {
        Processes.RemoveAll(process => !process.IsAlive);
        var process = new OperatorProcess(this, identity, (_seed * 31) + _starts++);
        Processes.Add(process);
        Tell($"{identity} starts");
        process.Start();
        return process;
    }

    /// <summary>Starts a process beside those that there are, by a name that no other has had: two of one name would hold one lease.</summary>
    public OperatorProcess StartAnother() => StartOperator($"penumbra-{++_others}");

    /// <summary>Lets a little time pass, and everybody do what is due.</summary>
    public void Advance(TimeSpan by)
    {
        Time.Advance(by);
        _controllers.RunUntilQuiet();
        if (HasShadows) Comparison.Refresh();
        foreach (var fault in Faults) fault.Tick(this);
        foreach (var oracle in Oracles) oracle.Tick();
        foreach (var process in Processes)
        {
            if (process is { IsAlive: true, Failure: { } failure }) Violate("no-bugs", $"{process.Identity} ended by an exception: {failure.GetBaseException()}");
        }
    }

    /// <summary>How long nothing at all is due.</summary>
    public TimeSpan Idle()
    {
        var next = Time.NextDue ?? TimeSpan.FromMinutes(1);
        return _controllers.NextDue is { } due && due - Time.GetUtcNow() < next ? due - Time.GetUtcNow() : next;
    }

    /// <summary>Nothing may continue on another thread.</summary>
    public void AssertThread()
    {
        if (Environment.CurrentManagedThreadId != _thread) Violate("one-thread", $"a continuation ran on another thread:\n{Environment.StackTrace}");
    }

    /// <summary>The number of the next write.</summary>
    public int NextWrite(ApiCall call)
    {
        LastWrite = Time.Elapsed;
        if (call.Plural != "events") Sent++;
        Marks.Add(new WriteMark(++Writes, Time.Elapsed, Store.Version, Store.Version, _evaluations));
        return Writes;
    }

    /// <summary>How many writes of leases the operator sent.</summary>
    public int LeaseWrites { get; private set; }

    /// <summary>The number of the next of them.</summary>
    public int NextLeaseWrite() => ++LeaseWrites;

    /// <summary>What happens to a request before it is handled.</summary>
    public CallFate Before(ApiCall call)
    {
        // What moves users is tried whenever there is a reason, and a pass that something new has brought asks for itself.
        if ((call.IsList || call.IsWatch || call is { IsWrite: true, Subresource: "status" }) && _later.TryGetValue(call.Same, out var from) && Time.Elapsed < from) Violate("retry-after", $"{call} came {(from - Time.Elapsed).TotalSeconds:0.###} s before the server wanted to hear of it again");
        foreach (var fault in Faults)
        {
            var fate = fault.Before(call, this);
            if (fate.Kind == CallFateKind.Proceed) continue;
            fault.HadEffect |= fate.Kind != CallFateKind.Rewrite || fate.Request != call.Request;
            if (call.Number > 0 && call.Plural != "events" && fate.Kind != CallFateKind.Rewrite) Hindered++;
            Tell($"FAULT {fault.Text}: {call}");
            return fate;
        }

        return CallFate.Proceed;
    }

    /// <summary>What happens after it.</summary>
    public CallFate After(ApiCall call, ApiResponse response)
    {
        foreach (var fault in Faults)
        {
            var fate = fault.After(call, response, this);
            if (fate.Kind == CallFateKind.Proceed) continue;
            fault.HadEffect = true;
            Tell($"FAULT {fault.Text}: after {call}");
            return fate;
        }

        return CallFate.Proceed;
    }

    /// <summary>What happens to a line of a watch.</summary>
    public LineFate Line(ApiCall call)
    {
        foreach (var fault in Faults)
        {
            var fate = fault.Line(call, this);
            if (fate == LineFate.Deliver) continue;
            fault.HadEffect = true;
            return fate;
        }

        return LineFate.Deliver;
    }

    /// <summary>The server handles a request.</summary>
    public ApiResponse Handle(ApiCall call, ApiRequest request)
    {
        if (call.IsWrite && Denied == call.Plural)
        {
            // How often it is tried while the story forbids it is a matter of how long that is.
            Sent--;
            return CallFate.Refuse(403).Answer!;
        }

        if (call.IsWrite)
        {
            foreach (var oracle in Oracles) oracle.BeforeWrite(call);
        }

        var version = Store.Version;
        var found = call is { IsWrite: true, Plural: "shadowdeployments", Subresource: "status" } ? Shadow(call.Name) : null;
        var handled = Server.HandleAsync(request, CancellationToken.None);
        if (!handled.IsCompleted) throw new InvalidOperationException("the server did not answer at once");
        var response = handled.Result;
        if (call.Number > 0) Marks[call.Number - 1] = Marks[call.Number - 1] with { After = Store.Version };
        if (call.IsWrite || response.Status >= 400)
        {
            History.Add($"{Time.Elapsed.Ticks} {call.Process.Identity} {call} {response.Status}");
            Tell($"{(call.Number > 0 ? $"#{call.Number} " : "")}{call.Process.Identity}: {call} -> {response.Status}{Wrong(response)}{Body(call, response)}");
        }

        if (call.IsWrite && response.Status < 300 && Store.Version != version && call.Plural != "events")
        {
            if (ShadowClock.IsOfTime(call, found, this)) Sent--;
            else Commits++;
        }

        if (HasRefreshes && call is { IsWrite: true, Plural: not ("events" or "snapshotrefreshes" or "jobs") } && Store.Version == version && (response.Status < 300 || (response.Status == 409 && call.Plural == "secrets"))) Repeated++;
        foreach (var oracle in Oracles) oracle.AfterCall(call, response);
        return response;
    }

    /// <summary>A fault answered in the server's place.</summary>
    public void Refused(ApiCall call, ApiResponse response)
    {
        History.Add($"{Time.Elapsed.Ticks} {call.Process.Identity} {call} refused {response.Status}");
        if (response.Headers.FirstOrDefault(header => header.Key == "Retry-After").Value is { } seconds) _later[call.Same] = Time.Elapsed + TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The source is asked once more: how does it answer?</summary>
    public SourceMode NextEvaluation()
    {
        _evaluations++;
        foreach (var fault in Faults)
        {
            if (fault.Source(_evaluations, this) is not { } mode) continue;
            fault.HadEffect |= mode != SourceMode;
            return mode;
        }

        return SourceMode;
    }

    /// <summary>Whether whoever looks for the source now finds none: nobody asks it then.</summary>
    public bool IsSourceGone
    {
        get
        {
            if (SourceMode == SourceMode.Gone) return true;
            foreach (var fault in Faults)
            {
                if (fault.Source(_evaluations + 1, this) is not { } mode) continue;
                fault.HadEffect |= mode == SourceMode.Gone;
                return mode == SourceMode.Gone;
            }

            return false;
        }
    }

    /// <summary>Writes a line of the story.</summary>
    public void Tell(string line)
    {
        if (Tells) Story.Add($"{Time.Elapsed:hh\\:mm\\:ss\\.fff}  {line}");
    }

    /// <summary>Notes what must not be.</summary>
    public void Violate(string oracle, string what)
    {
        if (Violations.Count < 20) Violations.Add(new Violation(oracle, Time.Elapsed, what));
        Tell($"VIOLATION {oracle}: {what}");
    }

    /// <summary>A stored object, or null.</summary>
    public JsonObject? Get(string group, string plural, string name) => Store.FindType(group, plural) is { } type ? Store.Get(type, type.Namespaced ? "shop" : null, name) : null;

    /// <summary>The launch, or null.</summary>
    public JsonObject? Launch(string name = "checkout") => Get("penumbra.dev", "darklaunches", name);

    /// <summary>A shadow, or null.</summary>
    public JsonObject? Shadow(string name = "checkout-next") => Get("penumbra.dev", "shadowdeployments", name);

    /// <summary>All refreshes.</summary>
    public IReadOnlyList<JsonObject> Refreshes() => HasRefreshes ? List(Store.FindType("penumbra.dev", "snapshotrefreshes")!) : [];

    /// <summary>A refresh by its name, or the first; null where there is none.</summary>
    public JsonObject? Refresh(string? name = null) => Refreshes().FirstOrDefault(refresh => name is null || refresh["metadata"]!["name"]!.GetValue<string>() == name);

    /// <summary>All objects of a kind in the namespace.</summary>
    public IReadOnlyList<JsonObject> List(ResourceType type) => Store.List(type, "shop");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in Processes) process.Kill();
        _controllers.Dispose();
        Users.Dispose();
        Comparison.Dispose();
    }

    private static string Wrong(ApiResponse response) => response.Status < 400 || !response.ContentType.StartsWith("application/json", StringComparison.Ordinal) ? "" : " " + (JsonNode.Parse(Encoding.UTF8.GetString(response.Body.Span))?["message"]?.GetValue<string>() ?? "");

    private string Body(ApiCall call, ApiResponse response) => Tells && response.Status < 400 && call.Request.Body.Length is > 0 and < 15000 ? "\n                " + Encoding.UTF8.GetString(call.Request.Body.Span) : "";
}
