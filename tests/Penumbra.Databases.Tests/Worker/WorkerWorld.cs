using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Time;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>The real worker and the real client before a cloud, a database and a cluster that are imitated, with a clock and the truth about what is clean.</summary>
internal sealed class WorkerWorld : IRunRecord, IWriteFence
{
    public const string Uid = "7d9a44d2-6c3e-4bfa-9f5e-0e5b8f1f7c11";
    private readonly SortedDictionary<string, ulong> _writes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _verified = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Resource, ulong Writes)> _captured = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _passwords = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _marked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _worked = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _holds = new(StringComparer.Ordinal);
    private string _memory = "";

    public WorkerWorld(SnapshotRefreshSpec spec, DateTimeOffset? start = null)
    {
        Spec = spec;
        Time = new PumpedTime(start ?? new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        Rds = new FakeRds(Time)
        {
            Captured = (snapshot, source) => _captured[snapshot.Id] = _captured.TryGetValue(source.Id, out var of) && source.Arn == snapshot.CopyOf ? of : (source.ResourceId, _writes.GetValueOrDefault(source.ResourceId)),
            PasswordChanged = (database, password) =>
            {
                _passwords[database.ResourceId] = password;
                _writes[database.ResourceId] = _writes.GetValueOrDefault(database.ResourceId, 100UL) + 1;
            },
            Created = (database, _, password) =>
            {
                _passwords[database.ResourceId] = password;
                _writes[database.ResourceId] = 100UL;
            },
        };
        var cluster = spec.Source.Kind == DatabaseKind.Cluster;
        Rds.Add(cluster ? Rds.Clusters : Rds.Instances, "shop-prod");
        Rds.Add(Rds.Clusters, "billing");
        Rds.Add(Rds.Snapshots, "rds:shop-prod-2026-11-20", snapshot => (snapshot.Type, snapshot.Of, snapshot.OfCluster, snapshot.Created) = ("automated", "shop-prod", cluster, Time.Now.AddHours(-2)));
        Rds.Add(Rds.Snapshots, "billing-before-migration", snapshot => (snapshot.Of, snapshot.OfCluster) = ("billing", cluster));
    }

    public SnapshotRefreshSpec Spec { get; set; }

    public PumpedTime Time { get; }

    public FakeRds Rds { get; }

    public RefreshStatus Status { get; private set; } = RefreshStatus.Empty;

    public SortedDictionary<string, string> ConfigMap { get; } = new(StringComparer.Ordinal);

    /// <summary>The columns that the last good run left for the next one; null before the first.</summary>
    public IReadOnlyList<string>? KeptColumns { get; set; }

    /// <summary>Whether a person has accepted every column that there is.</summary>
    public bool AcceptsColumns { get; set; }

    /// <summary>The columns of the made-up database.</summary>
    public List<string> Columns { get; } = ["public.customers.email"];

    /// <summary>What Verify tells of the checks that passed.</summary>
    public IReadOnlyList<CheckReport> Reports { get; set; } = [];

    public List<RefreshEffect.EmitEvent> Events { get; } = [];

    public List<string> Violations { get; } = [];

    public List<RefreshStep> Worked { get; } = [];

    public int Processes { get; private set; }

    public bool MayWrite { get; set; } = true;

    /// <summary>Called before a step in the database: a failure, or null.</summary>
    public Func<RefreshStep, WorkFailure?> Database { get; set; } = _ => null;

    /// <summary>Called before each write to the cluster: a failure, or null.</summary>
    public Func<ApiFailure?> Cluster { get; set; } = () => null;

    /// <summary>Called before each write to the cluster, with what is written: <c>status</c>, <c>columns</c> or the ConfigMap's name. A failure, or null.</summary>
    public Func<string, ApiFailure?> Refused { get; set; } = _ => null;

    /// <summary>Called once something is written, with what: what the worker hears of it all the same, or null when it hears that it is done.</summary>
    public Func<string, ApiFailure?> Unheard { get; set; } = _ => null;

    /// <summary>Called before status is read: a failure, or null.</summary>
    public Func<ApiFailure?> Asking { get; set; } = () => null;

    /// <summary>Called before the ConfigMap is read: a failure, or null.</summary>
    public Func<ApiFailure?> Reading { get; set; } = () => null;

    /// <summary>Called once the ConfigMap is written: the process may die there.</summary>
    public Action Named { get; set; } = () => { };

    /// <summary>Another database than the made-up one, by its resource id.</summary>
    public Func<string, int, IDatabaseWork>? Real { get; set; }

    /// <summary>What is told of a snapshot's cleanliness by who can look into it; else the world knows by the writes.</summary>
    public Func<string, bool>? LookInto { get; set; }

    /// <summary>How the database is reached that is left for containers; the made-up one at the address that is given where there is none.</summary>
    public DatabaseTarget? Reached { get; set; }

    /// <summary>What a container does in the database that it was given: its exit code, or null when its pod dies.</summary>
    public Func<SanitizeStep.Container, JsonObject, Task<int?>> Image { get; set; } = (_, _) => Task.FromResult<int?>(0);

    /// <summary>The containers that worked, in order, each with the database.</summary>
    public List<string> Containers { get; } = [];

    public TimeSpan LeastPoll { get; set; } = RunFacts.UsualPoll;

    /// <summary>Called in the middle of a load: the process may die there, or somebody write into the verified database, which is given.</summary>
    public Action<string> DuringLoad { get; set; } = _ => { };

    /// <summary>How long a step in the database takes; it hears when it is to end.</summary>
    public Func<RefreshStep, TimeSpan> Lasting { get; set; } = _ => TimeSpan.Zero;

    /// <summary>What Sanitize tells of itself at its beginning.</summary>
    public WorkProgress? Telling { get; set; }

    public ClientTools? Tools { get; set; }

    /// <summary>Who the worker is in the cloud.</summary>
    public AWSCredentials Credentials { get; set; } = new BasicAWSCredentials("AKIDEXAMPLE", "secret");

    public IReadOnlyList<Problem> Problems { get; set; } = [];

    public RefreshMode Mode { get; set; }

    public string RunId { get; set; } = "20261121t000000z";

    /// <summary>Runs one pod from its beginning, with memory of its own: what its last container ended with, or null when it died.</summary>
    public async Task<int?> PodAsync()
    {
        _memory = Directory.CreateTempSubdirectory("penumbra-pod-").FullName;
        try
        {
            foreach (var step in Spec.Sanitize.OfType<SanitizeStep.Container>())
            {
                if (await ProcessAsync(step.Name) is not ExitCode.Done and var code) return code;
                if (await ContainerAsync(step) is not 0 and var ended) return ended is null ? null : ExitCode.Again;
            }

            return await ProcessAsync();
        }
        finally
        {
            Directory.Delete(_memory, recursive: true);
        }
    }

    private async Task<int?> ContainerAsync(SanitizeStep.Container step)
    {
        var given = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_memory, HandoverFolder.JsonFile)))!.AsObject();
        var resource = given["resourceId"]!.GetValue<string>();
        if (given["step"]!.GetValue<string>() != step.Name) Violations.Add($"container {step.Name} was given what was left for another");
        if (Real is null && _passwords.GetValueOrDefault(resource) != given["password"]!.GetValue<string>()) Violations.Add($"container {step.Name} was given a password that is not taken");
        Containers.Add($"{step.Name} in {resource}");
        if (await Image(step, given) is not 0 and var code) return code;
        WriteBehind(resource);
        _worked.Add($"{resource}/{step.Name}");
        return 0;
    }

    /// <summary>Runs one process to its end: its exit code, or null when it was killed.</summary>
    /// <param name="until">The container step before which it ends; null to come to the run's end.</param>
    public async Task<int?> ProcessAsync(string? until = null)
    {
        Processes++;
        var handovers = new HandoverFolder(_memory, HandoverFolder.Root);
        var inputs = new RunInputs
        {
            Run = new RunFacts { OwnerUid = Uid, Namespace = "shop", Name = "nightly", RunId = RunId, StartedAt = Time.Now, Mode = Mode, Digest = "d1", LeastPoll = LeastPoll, Until = until },
            Spec = Spec, Key = new byte[32], Problems = Problems, KnownColumns = AcceptsColumns ? null : KeptColumns, AcceptsColumns = AcceptsColumns, Tools = Tools, HandedOver = handovers.Take(),
        };
        var password = $"password-of-process-{Processes}";
        using var http = new HttpClient(Rds, disposeHandler: false);
        var client = new CloudClient(http, new CloudLogin("eu-north-1", Credentials, Account: "shop/refresher"), Time, new Random(1));
        var session = new DatabaseSession(
            inputs, (address, port) => address.Replace(".example", "", StringComparison.Ordinal) is var resource && Real is { } real ? real(resource, port) : new FakeDatabase(this, resource, password), Time,
            given => handovers.Leave(given, Reached ?? new DatabaseTarget { Host = given.Address, Port = given.Port, Database = Spec.Database, User = Spec.User, Password = password, Tls = TlsMode.None }, RunId));
        var worker = new RefreshWorker(inputs, new RdsCloud(client), session, this, this, password, Time, NullLogger.Instance);
        try
        {
            var task = worker.RunAsync(CancellationToken.None);
            await Time.RunAsync(task);
            return await task;
        }
        catch (KilledException)
        {
            return null;
        }
    }

    /// <summary>Pods until one has an exit code.</summary>
    public async Task<int> RunAsync()
    {
        for (var pod = 0; pod < 20; pod++)
        {
            // As the Job's rules have it.
            if (await PodAsync() is { } code and not ExitCode.Again) return code;
        }

        throw new InvalidOperationException("no pod came to an end");
    }

    public void WriteBehind(string resource) => _writes[resource] = _writes.GetValueOrDefault(resource, 100UL) + 1;

    public static IEnumerable<RdsThing> Ours(List<RdsThing> list) => list.Where(thing => thing.Tags.GetValueOrDefault(Keys.CloudOwner) == Uid);

    public bool IsClean(string snapshot) => LookInto is { } look ? look(snapshot) : _captured.TryGetValue(snapshot, out var captured) && _verified.Contains($"{captured.Resource}/{captured.Writes}")
        && (Spec.Residue != ResidueMode.Fresh || _holds.ContainsKey(captured.Resource));

    public Task<ApiResult<RefreshStatus>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<ApiResult<RefreshStatus>>(Asking() is { } failure ? failure : Status);

    public Task<ApiFailure?> WriteAsync(RefreshStatus status, CancellationToken cancellationToken)
    {
        if ((Cluster() ?? Refused("status")) is { } failure) return Task.FromResult<ApiFailure?>(failure);

        // Through the wire and back: nothing that status cannot hold may be relied on.
        var run = status.Run is { } present ? Penumbra.Api.SnapshotRefreshes.RefreshStatusMapping.ToWire(present, Spec.Source.Kind) : null;
        var wire = JsonSerializer.Serialize(
            new Penumbra.Api.SnapshotRefreshes.SnapshotRefreshStatus
            {
                Run = run, LastSuccess = status.LastSuccess, Snapshots = Penumbra.Api.SnapshotRefreshes.RefreshStatusMapping.ToWire(status.Snapshots), Usual = Penumbra.Api.SnapshotRefreshes.RefreshStatusMapping.ToWire(status.Usual),
            },
            ApiJson.Default.SnapshotRefreshStatus);
        Status = Penumbra.Api.SnapshotRefreshes.RefreshStatusMapping.FromWire(JsonSerializer.Deserialize(wire, ApiJson.Default.SnapshotRefreshStatus));
        Judge();
        return Task.FromResult<ApiFailure?>(null);
    }

    public Task<ApiResult<IReadOnlyDictionary<string, string>>> ReadConfigMapAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<ApiResult<IReadOnlyDictionary<string, string>>>(Reading() is { } failure ? failure : new SortedDictionary<string, string>(ConfigMap, StringComparer.Ordinal));

    public Task<ApiFailure?> WriteConfigMapAsync(string name, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken)
    {
        if ((Cluster() ?? Refused(name)) is { } failure) return Task.FromResult<ApiFailure?>(failure);
        if (!IsClean(data["snapshotId"])) Violations.Add("published what was not proved");
        foreach (var (key, value) in data) ConfigMap[key] = value;
        Named();
        return Task.FromResult(Unheard(name));
    }

    public Task<ApiFailure?> KeepColumnsAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if ((Cluster() ?? Refused("columns")) is { } failure) return Task.FromResult<ApiFailure?>(failure);
        KeptColumns = columns;
        return Task.FromResult<ApiFailure?>(null);
    }

    public void Tell(RefreshEffect.EmitEvent told) => Events.Add(told);

    /// <summary>One clean snapshot is published, named and shared, and nothing temporary is left.</summary>
    public void ShouldHaveSucceeded(string because)
    {
        Judge();
        Violations.Should().BeEmpty(because);
        Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded, because);
        ConfigMap["snapshotId"].Should().Be("shop-clean-20261121t000000z", because);
        Rds.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121t000000z").SharedWith.Should().Equal(["111122223333"], because);
        Ours(Rds.Clusters).Concat(Ours(Rds.Instances)).Should().OnlyContain(thing => thing.Status == "deleting", because);
    }

    public void Judge()
    {
        foreach (var snapshot in Rds.Snapshots.Where(snapshot => snapshot.SharedWith.Count > 0 && !IsClean(snapshot.Id))) Violations.Add($"shared what was not proved: {snapshot.Id}");
        foreach (var part in new[] { Ownership.Temporary, Ownership.Fresh })
        {
            if (Ours(Rds.Clusters).Concat(Ours(Rds.Instances).Where(instance => instance.Of.Length == 0)).Count(thing => thing.Tags[Keys.CloudPart] == part && thing.Status != "deleting") > 1) Violations.Add($"two {part} databases");
        }

        if (!Rds.Clusters.Exists(cluster => cluster.Id == "billing") || !Rds.Snapshots.Exists(snapshot => snapshot.Id == "billing-before-migration")) Violations.Add("something of others is gone");
    }

    private sealed class FakeDatabase(WorkerWorld world, string resource, string password) : IDatabaseWork
    {
        public Task<WorkResult<QuiesceReport>> QuiesceAsync(CancellationToken cancellationToken) => Done<QuiesceReport>(RefreshStep.Quiesce, () => (QuiesceReport)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(QuiesceReport)));

        public Task<WorkResult<SanitizeReport>> SanitizeAsync(SanitizePlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        {
            if (world.Telling is { } telling) progress?.Report(telling);
            return LastingAsync(RefreshStep.Sanitize, () => Done<SanitizeReport>(RefreshStep.Sanitize, () => new SanitizeReport { NextContainer = Next(plan) }), cancellationToken);
        }

        public Task<WorkResult<RewriteReport>> RewriteAsync(IProgress<WorkProgress>? progress, CancellationToken cancellationToken) => Done<RewriteReport>(RefreshStep.Rewrite, () => (RewriteReport)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(RewriteReport)));

        public Task<WorkResult<VerifyReport>> VerifyAsync(VerifyPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        {
            if (plan.MissingColumns is { } missing && plan.Checks.OfType<VerifyCheck.Suspects>().Any()) return Done<VerifyReport>(RefreshStep.Verify, () => new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, $"suspects: the list of known columns is gone: {missing}"));
            var suspects = plan.KnownColumns is { } known && plan.Checks.OfType<VerifyCheck.Suspects>().Any() ? world.Columns.Except(known, StringComparer.Ordinal).ToList() : [];
            return suspects.Count > 0
                ? Done<VerifyReport>(RefreshStep.Verify, () => new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, $"suspects: left as they were: {suspects[0]} (new since the last good run)"))
                : Done<VerifyReport>(RefreshStep.Verify, () => Proved());
        }

        private VerifyReport Proved()
        {
            var isNew = world._holds.ContainsKey(resource);
            if (isNew && !world._holds[resource].StartsWith("all of ", StringComparison.Ordinal)) world.Violations.Add("proved half a load");
            foreach (var step in world.Spec.Sanitize.OfType<SanitizeStep.Container>().Where(step => !isNew && !world._worked.Contains($"{resource}/{step.Name}"))) world.Violations.Add($"proved a database in which container {step.Name} never worked");
            world._verified.Add($"{resource}/{world._writes[resource]}");

            // A real clock's: finer than status keeps it.
            return new VerifyReport { Fence = new Fence(world._writes[resource]), VerifiedAt = world.Time.Now.AddSeconds(-1).AddTicks(1_234_567), Content = "c", Checks = world.Reports, Columns = [.. world.Columns] };
        }

        public Task<WorkResult<LoadReport>> LoadAsync(LoadPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        {
            static WorkResult<LoadReport> Anew(WorkProblem problem, string sentence) => new WorkFailure(ErrorKind.Terminal, problem, sentence);
            if (world._passwords.GetValueOrDefault(resource) != password || world._passwords.GetValueOrDefault(plan.FromResourceId) != password) world.Violations.Add("loaded with another process' password");
            world.Worked.Add(RefreshStep.Load);
            if (world._holds.GetValueOrDefault(resource) == "half") return Task.FromResult(Anew(WorkProblem.RestoreAnew, "it holds half a load"));
            var earlier = world._holds.GetValueOrDefault(resource) == $"all of {plan.FromResourceId}";
            if (!earlier)
            {
                world._holds[resource] = "half";
                world.WriteBehind(resource);
                world.DuringLoad(plan.FromResourceId);
                if (world.Database(RefreshStep.Load) is { } failure) return Task.FromResult<WorkResult<LoadReport>>(failure);
            }

            if (new Fence(world._writes[plan.FromResourceId]).Text != plan.Fence) return Task.FromResult(Anew(WorkProblem.SourceMoved, "somebody wrote"));
            if (!world._verified.Contains($"{plan.FromResourceId}/{world._writes[plan.FromResourceId]}")) world.Violations.Add("loaded what was not verified");
            world._holds[resource] = $"all of {plan.FromResourceId}";
            return Task.FromResult<WorkResult<LoadReport>>(new LoadReport(1, 1, [world.Spec.Database], earlier));
        }

        public Task<WorkResult<Fence>> ReadFenceAsync(CancellationToken cancellationToken) =>
            Task.FromResult<WorkResult<Fence>>(world.Database(RefreshStep.Snapshot) is { } failure ? failure : new Fence(world._writes[resource]));

        private async Task<T> LastingAsync<T>(RefreshStep step, Func<Task<T>> work, CancellationToken cancellationToken)
        {
            if (world.Lasting(step) is { Ticks: > 0 } time) await world.Time.WaitAsync(time, cancellationToken);
            return await work();
        }

        private string? Next(SanitizePlan plan)
        {
            foreach (var step in plan.Steps.OfType<SanitizeStep.Container>())
            {
                if (step.Name == plan.Until) return step.Name;
                if (plan.ContainersDone.Contains(step.Name)) world._marked.Add($"{resource}/{step.Name}");
                if (!world._marked.Contains($"{resource}/{step.Name}")) return step.Name;
            }

            return null;
        }

        private Task<WorkResult<T>> Done<T>(RefreshStep step, Func<WorkResult<T>> report)
            where T : class
        {
            if (world._passwords.GetValueOrDefault(resource) != password) world.Violations.Add($"{step} with another process' password");
            world.Worked.Add(step);
            if (world.Database(step) is { } failure) return Task.FromResult<WorkResult<T>>(failure);
            world.WriteBehind(resource);
            return Task.FromResult(report());
        }
    }
}
