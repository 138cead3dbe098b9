using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>An account, a database server and a worker that may die, with a clock. It knows what is really clean, which no rule is told.</summary>
internal sealed partial class RefreshWorld(SnapshotRefreshSpec spec)
{
    public const string Uid = "7d9a44d2-6c3e-4bfa-9f5e-0e5b8f1f7c11";
    private readonly SortedDictionary<string, ulong> _writes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ulong> _verified = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ulong> _captured = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DateTimeOffset> _ready = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DatabaseFacts> _known = new(StringComparer.Ordinal);
    private CallFailure? _failure;
    private string? _columnsKept;
    private readonly SortedSet<string> _marked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _worked = new(StringComparer.Ordinal);
    private int _born;

    public SnapshotRefreshSpec Spec { get; set; } = spec;

    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public string RunId { get; set; } = "20261121t000000z";

    public string Digest { get; set; } = "d1";

    public RefreshMode Mode { get; set; }

    /// <summary>The container step before which the process ends; null for the one that comes to the run's end.</summary>
    public string? Until { get; set; }

    /// <summary>Why the last process ended while the run went on; null when it did not.</summary>
    public ProcessEnd? Left { get; private set; }

    /// <summary>The database that was left for a container last.</summary>
    public RefreshEffect.HandOver? Given { get; private set; }

    public DateTimeOffset StartedAt { get; set; } = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public RefreshStatus Status { get; set; } = RefreshStatus.Empty;

    public PreflightFacts Preflight { get; set; } = new() { InstanceParameters = new ParameterFacts(true, new SortedDictionary<string, string>(StringComparer.Ordinal) { ["autovacuum"] = "0" }) };

    public List<CloudDatabase> Databases { get; } = [];

    public List<CloudDatabase> Members { get; } = [];

    public List<CloudSnapshot> Snapshots { get; } = [];

    public List<RefreshEffect> Done { get; } = [];

    public SortedDictionary<string, string>? ConfigMap { get; set; }

    public TimeSpan CallTakes { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>Answers of calls: by the effect, or null where it works.</summary>
    public Func<RefreshEffect, CallFailure?> Refuse { get; set; } = _ => null;

    /// <summary>Answers of work in the database: null where it works.</summary>
    public Func<RefreshStep, WorkResult?> Trouble { get; set; } = _ => null;

    /// <summary>Called after each effect.</summary>
    public Action<RefreshEffect> After { get; set; } = _ => { };

    /// <summary>Called before each look: what others do in between. Between a look and the call that follows from it, the cloud's own rights guard what is not tagged.</summary>
    public Action Between { get; set; } = () => { };

    public List<string> Violations { get; } = [];

    public IEnumerable<RefreshEffect.EmitEvent> Events => Done.OfType<RefreshEffect.EmitEvent>();

    public static CloudSnapshot Automated(DateTimeOffset at, DatabaseKind kind = DatabaseKind.Cluster, string source = "shop-prod") => new()
    {
        Kind = kind, Id = $"rds:{source}-{at:yyyy-MM-dd}", Arn = $"arn:aws:rds:eu-north-1:123456789012:snapshot:rds:{source}-{at:yyyy-MM-dd}", Type = "automated", Status = "available",
        CreatedAt = at, DatabaseId = source, DatabaseResourceId = "cluster-PROD", Encrypted = true, Engine = "aurora-postgresql", EngineVersion = "15.4",
    };

    public RefreshWorld WithSource()
    {
        Databases.Add(new CloudDatabase { Kind = Spec.Source.Kind, Id = "shop-prod", Arn = "arn:prod", ResourceId = "cluster-PROD", Status = "available", Encrypted = true, Engine = "aurora-postgresql", EngineVersion = "15.4" });
        Snapshots.Add(Automated(Now.AddHours(-2), Spec.Source.Kind));
        return this;
    }

    public RefreshObserved Observe() => Observe(Looked());

    private RefreshObserved Observe(PreflightFacts preflight) => new()
    {
        Now = Now,
        Run = new RunFacts { OwnerUid = Uid, Namespace = "shop", Name = "nightly", RunId = RunId, StartedAt = Status.Run is { } run && run.Id == RunId ? run.StartedAt : StartedAt, Mode = Mode, Digest = Digest, Until = Until },
        Status = Status,
        Cloud = new CloudFacts { Databases = [.. Databases], Members = [.. Members], Snapshots = [.. Snapshots], Preflight = preflight },
        Databases = [.. _known.Values],
        Failure = _failure,
        ConfigMap = ConfigMap,
        ColumnsKept = _columnsKept,
    };

    public RefreshDecision Decision() => Decide.Next(Spec, Observe());

    /// <summary>The worker dies: all that it knew by itself is gone.</summary>
    public void Crash()
    {
        _known.Clear();
        _failure = null;
        _columnsKept = null;
        _looked = null;
    }

    /// <summary>One pod from its beginning: a process before each container, the containers, and the last process. A container works in the database that it was left.</summary>
    public RunOutcome? Pod(Func<string, bool>? fails = null, Func<int, bool>? dieAfter = null)
    {
        Given = null;
        foreach (var step in Spec.Sanitize.OfType<SanitizeStep.Container>())
        {
            Until = step.Name;
            if (Run(dieAfter: dieAfter) is { } ended) return ended;
            if (Left != ProcessEnd.HandedOver) return null;
            if (Given!.Step != step.Name) Violations.Add($"container {step.Name} was given what was left for {Given.Step}");
            WriteBehind(Given.ResourceId);
            _worked.Add($"{Given.ResourceId}/{step.Name}");
            if (fails?.Invoke(step.Name) ?? false) return null;
        }

        Until = null;
        return Run(dieAfter: dieAfter);
    }

    /// <summary>Somebody writes into a database.</summary>
    public void WriteBehind(string resourceId)
    {
        if (_writes.TryGetValue(resourceId, out var writes)) _writes[resourceId] = writes + 1;
    }

    /// <summary>Runs until the end; the most effects a run may take bounds it.</summary>
    public RunOutcome? Run(int most = 400, Func<int, bool>? dieBefore = null, Func<int, bool>? dieAfter = null, Func<bool>? until = null)
    {
        var count = 0;
        Left = null;
        for (var look = 0; look < 5_000; look++)
        {
            Between();
            var (decision, whole) = (Decision(), true);
            foreach (var effect in decision.Effects)
            {
                if (dieBefore?.Invoke(count) ?? false)
                {
                    count++;
                    Crash();
                    goto next;
                }

                bool worked;
                try
                {
                    worked = Carry(effect);
                }
                catch (OperationCanceledException)
                {
                    Crash();
                    goto next;
                }

                if (dieAfter?.Invoke(count) ?? false)
                {
                    count++;
                    Crash();
                    if (Spec.Sanitize.OfType<SanitizeStep.Container>().Any()) return null;
                    goto next;
                }

                count++;
                if (count > most || (until?.Invoke() ?? false)) return null;
                if (worked) continue;
                whole = false;
                break;
            }

            if (decision.Ends is { } end) return end;
            if (whole && !decision.KeepsFailure) _failure = null;
            Left = decision.Leaves;
            if (Left is not null)
            {
                Crash();
                return null;
            }

            if (decision.ReconsiderAt is { } at && at > Now) Advance(at - Now);
            else if (decision.Effects.Count == 0) Advance(TimeSpan.FromSeconds(15));
        next:;
        }

        return null;
    }

    public void Advance(TimeSpan time)
    {
        Now += time;
        Settle();
    }

    /// <summary>What is on its way stays as it is.</summary>
    public void Unready(string id) => _ready.Remove(id);

    /// <summary>A call is done though nobody hears the answer.</summary>
    public void Perform(RefreshEffect effect) => Apply(effect);

    private bool Carry(RefreshEffect effect)
    {
        Done.Add(effect);
        Judge(effect);
        if ((Refuse(effect) ?? Full(effect)) is { } refused)
        {
            _failure = refused with { Since = _failure?.Operation == refused.Operation ? _failure.Since : Now, Count = _failure?.Operation == refused.Operation ? _failure.Count + 1 : 1, At = Now };
            return false;
        }

        if (effect.WritesToCloud) _failure = null;
        Now += TimeSpan.FromSeconds(1);
        Apply(effect);
        After(effect);
        Settle();
        return true;
    }

    private void Judge(RefreshEffect effect)
    {
        string? Owner(IEnumerable<(string Id, IReadOnlyDictionary<string, string> Tags)> things, string id) =>
            things.Where(thing => thing.Id == id).Select(thing => Ownership.Tag(thing.Tags, Keys.CloudOwner)).FirstOrDefault();
        var owner = effect switch
        {
            RefreshEffect.DeleteDatabase delete => Owner(Databases.Where(database => database.Kind == delete.Kind).Select(database => (database.Id, database.Tags)), delete.Id),
            RefreshEffect.Unprotect open => Owner(Databases.Where(database => database.Kind == open.Kind).Select(database => (database.Id, database.Tags)), open.Id),
            RefreshEffect.SetPassword set => Owner(Databases.Where(database => database.Kind == set.Kind).Select(database => (database.Id, database.Tags)), set.Id),
            RefreshEffect.DeleteMember delete => Owner(Members.Select(member => (member.Id, member.Tags)), delete.Id),
            RefreshEffect.DeleteSnapshot delete => Owner(Snapshots.Where(snapshot => snapshot.Kind == delete.Kind).Select(snapshot => (snapshot.Id, snapshot.Tags)), delete.Id),
            RefreshEffect.ShareSnapshot share => Owner(Snapshots.Where(snapshot => snapshot.Kind == share.Kind).Select(snapshot => (snapshot.Id, snapshot.Tags)), share.Id),
            _ => Uid,
        };
        if (owner is not null && owner != Uid) Violations.Add($"touched what is not ours: {effect}");
        if (effect is RefreshEffect.ShareSnapshot { Add.Count: > 0 } shared && !IsClean(shared.Id)) Violations.Add($"shared what was not proved: {shared.Id}");
        if (effect is RefreshEffect.WriteConfigMap map && !IsClean(map.Data["snapshotId"])) Violations.Add("published what was not proved");
        if (effect is RefreshEffect.DeleteSnapshot gone && Mode != RefreshMode.Remove && ConfigMap?["snapshotId"] == gone.Id && IsClean(gone.Id)) Violations.Add($"deleted what the ConfigMap names: {gone.Id}");
        foreach (var part in new[] { Ownership.Temporary, Ownership.Fresh })
        {
            if (Databases.Count(database => Ownership.IsOurs(database.Tags, Uid) && Ownership.IsFor(database.Tags, part) && database.Status != "deleting") > 1) Violations.Add($"two {part} databases");
        }
    }

    // The truth: the writes that the snapshot holds are exactly those that were there when the checks ran.
    private bool IsClean(string id) => _captured.TryGetValue(id, out var captured) && Snapshots.Find(snapshot => snapshot.Id == id) is { } snapshot
        && _verified.TryGetValue(snapshot.DatabaseResourceId, out var verified) && verified == captured
        && (Spec.Residue != ResidueMode.Fresh || _holds.GetValueOrDefault(snapshot.DatabaseResourceId) == "verified");

    private void Apply(RefreshEffect effect)
    {
        switch (effect)
        {
            case RefreshEffect.RestoreDatabase restore: Born(restore.Kind, restore.Id, restore.Tags); break;
            case RefreshEffect.CloneDatabase clone: Born(DatabaseKind.Cluster, clone.Id, clone.Tags); break;
            case RefreshEffect.CreateMember member:
                Members.Add(new CloudDatabase { Kind = DatabaseKind.Instance, Id = member.Id, ClusterId = member.ClusterId, Status = "creating", Tags = member.Tags, CreatedAt = Now });
                _ready[member.Id] = Now + CallTakes;
                break;
            case RefreshEffect.SetPassword set: _known[set.ResourceId] = new DatabaseFacts { ResourceId = set.ResourceId, PasswordSet = true }; WriteBehind(set.ResourceId); break;
            case RefreshEffect.CreateDatabase create: Born(create.Kind, create.Id, create.Tags); break;
            case RefreshEffect.Load load: Load(load); break;
            case RefreshEffect.Work work: Work(work); break;
            case RefreshEffect.HandOver given: Given = given; break;
            case RefreshEffect.CreateSnapshot create: Take(create); break;
            case RefreshEffect.ReadFence read: _known[read.ResourceId] = Known(read.ResourceId) with { Fence = $"{_writes.GetValueOrDefault(read.ResourceId)}", FenceReadFor = read.Snapshot }; break;
            case RefreshEffect.CopySnapshot copy: Copy(copy); break;
            case RefreshEffect.ShareSnapshot share: Edit(share.Id, snapshot => snapshot with { SharedWith = [.. snapshot.SharedWith!.Except(share.Remove).Union(share.Add)] }); break;
            case RefreshEffect.DeleteSnapshot delete: Snapshots.RemoveAll(snapshot => snapshot.Id == delete.Id); break;
            case RefreshEffect.DeleteMember delete: EditMember(delete.Id); break;
            case RefreshEffect.DeleteDatabase delete: Leave(delete.Id); break;
            case RefreshEffect.WriteConfigMap map: ConfigMap = new SortedDictionary<string, string>(map.Data.ToDictionary(), StringComparer.Ordinal); break;
            case RefreshEffect.KeepColumns kept: _columnsKept = kept.RunId; break;
            case RefreshEffect.PatchStatus patch: Status = patch.Status; break;
            default: break;
        }
    }

    private void Born(DatabaseKind kind, string id, IReadOnlyDictionary<string, string> tags)
    {
        var resource = $"{kind.ToString().ToLowerInvariant()}-R{++_born}";
        Databases.Add(new CloudDatabase { Kind = kind, Id = id, Arn = $"arn:aws:rds:eu-north-1:123456789012:{id}", ResourceId = resource, Status = "creating", Tags = tags, Encrypted = true, Engine = "aurora-postgresql", Address = $"{id}.example", Port = 5432, CreatedAt = Now });
        _ready[id] = Now + CallTakes;
        _writes[resource] = 100;
    }

    private DatabaseFacts Known(string resource) => _known.GetValueOrDefault(resource) ?? new DatabaseFacts { ResourceId = resource };

    private bool Fails(RefreshStep step, string resource)
    {
        if (Trouble(step) is not { } trouble) return false;
        _known[resource] = Known(resource) with { Trouble = trouble with { Step = step, At = Now, Count = (Known(resource).Trouble?.Count ?? 0) + 1 } };
        return true;
    }

    private void Work(RefreshEffect.Work work)
    {
        if (Fails(work.Step, work.ResourceId)) return;
        _writes[work.ResourceId]++;
        if (work.Step == RefreshStep.Sanitize && NextContainer(work.ResourceId) is { } next)
        {
            _known[work.ResourceId] = Known(work.ResourceId) with { NextContainer = next, Trouble = null };
            return;
        }

        _known[work.ResourceId] = Known(work.ResourceId) with { Done = work.Step, Trouble = null };
        if (work.Step is not (RefreshStep.Verify or RefreshStep.Prove)) return;
        if (work.Step == RefreshStep.Prove && _holds.GetValueOrDefault(work.ResourceId) != "verified") Violations.Add("proved a new database that does not hold what was verified");
        foreach (var step in Spec.Sanitize.OfType<SanitizeStep.Container>().Where(step => work.Step == RefreshStep.Verify && !_worked.Contains($"{work.ResourceId}/{step.Name}"))) Violations.Add($"proved a database in which container {step.Name} never worked");
        _verified[work.ResourceId] = _writes[work.ResourceId];
        _known[work.ResourceId] = Known(work.ResourceId) with { Proof = new Proof(RunId, work.ResourceId, $"{Digest}@{Status.Run!.Source}", Now, $"{_writes[work.ResourceId]}"), Fence = null, FenceReadFor = null };
        Now += TimeSpan.FromSeconds(1);
    }

    // As the worker's Sanitize: marks stand in the database, and what the last container did counts for the database that it was left.
    private string? NextContainer(string resource)
    {
        foreach (var step in Spec.Sanitize.OfType<SanitizeStep.Container>())
        {
            if (step.Name == Until) return step.Name;
            if (Given is { } given && given.Step == step.Name && given.ResourceId == resource) _marked.Add($"{resource}/{step.Name}");
            if (!_marked.Contains($"{resource}/{step.Name}")) return step.Name;
        }

        return null;
    }
}
