using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Refreshes;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>One run: a story, what goes wrong in it, and a seed for everything that is left to chance.</summary>
public static class SimulationRun
{
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);
    // Longer than anything waits before it is tried again: what is found of a shadow is kept anew after twenty seconds.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);
    private const int Room = 1000;

    // For one refresh: Role, binding, two ConfigMaps, two CronJobs and the key.
    private const int MostApplied = 7;
    // After a fault nothing may be left that comes back later: what is tried again, looked at again or written by the clock does so within it.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    // Another version, which comes and goes, leaves its own words in a status until they are put right.
    private static readonly TimeSpan Upgraded = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastTold = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    /// <param name="origin">What it begins with; of this thread.</param>
    /// <param name="scenario">The story.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="seed">For jitter and UIDs.</param>
    /// <param name="tells">Whether the story is written down.</param>
    /// <param name="quiet">How long nothing must happen after the end.</param>
    public static RunResult Run(ClusterStore origin, Scenario scenario, IReadOnlyList<string> faults, int seed, bool tells = false, TimeSpan? quiet = null)
    {
        using var cluster = new SimulatedCluster(origin, [.. faults.Select(FaultText.Parse)], seed, tells, scenario.Shadow is not null, scenario.HasRefreshes);
        cluster.Workers.AreAtWork = scenario.Refresh is not null;
        foreach (var watch in scenario.Watches) cluster.Watch(watch(cluster));
        var end = cluster.Time.Elapsed;
        try
        {
            end = Play(cluster, scenario, quiet);
        }
        catch (InvalidDataException exception)
        {
            cluster.Violate("story", exception.Message);
        }

        return new RunResult(
            [.. cluster.Violations], cluster.Commits, cluster.Sent, cluster.Hindered, cluster.Writes, end, EndState.Of(cluster), cluster.Creations.Lines, cluster.History.ToString(), cluster.Evaluations, cluster.Marks, cluster.Story)
        { Void = [.. cluster.Faults.Where(fault => !fault.HadEffect).Select(fault => fault.Text)] };
    }

    private static TimeSpan Play(SimulatedCluster cluster, Scenario scenario, TimeSpan? quiet)
    {
        cluster.ShortestDeadline = scenario.ShortestDeadline;
        cluster.Acts = new Acts(cluster, scenario);
        var git = new Hand(cluster, "git");
        foreach (var document in scenario.World.Where(document => !IsRoute(document))) Applied(scenario, document, git.ApplyAsClient(document));
        if (!scenario.HasRefreshes) git.Apply(scenario.Template);
        cluster.StartOperator("penumbra-0");
        for (var i = 0; i < 40; i++) cluster.Advance(Grain);
        // Users come when somebody is there.
        foreach (var document in scenario.World.Where(IsRoute)) Applied(scenario, document, git.ApplyAsClient(document));
        if (scenario.HasLaunch) git.Apply(scenario.Launch);
        var director = new Director(cluster, scenario);
        var deadline = scenario.End.Within;
        TimeSpan? met = null;
        var roomy = TimeSpan.Zero;
        long seen = -1;
        string? unmet = null;
        while (true)
        {
            cluster.Advance(Step(cluster, director));
            director.Tick();
            if (cluster.Violations.Count > 0 && !cluster.Tells) return cluster.Time.Elapsed;
            if (director.Stuck is { } stuck)
            {
                if (!cluster.MayEndOtherwise) cluster.Violate("story", stuck);
                else Rest(cluster, scenario, director);
                return cluster.Time.Elapsed;
            }

            if (!director.IsDone || !cluster.Faults.All(fault => fault.IsOver || cluster.Time.Elapsed > director.LastEvent + cluster.Blindness + TimeSpan.FromMinutes(30))) continue;
            if (seen != cluster.Store.Version) unmet = Facts.Unmet(cluster, scenario.End.State);
            seen = cluster.Store.Version;
            if (unmet is not null)
            {
                if (met is { } was && cluster.Time.Elapsed - was > Grain && !cluster.Faults.Any(fault => fault.ChangesStory || (fault is UpgradeFault && cluster.Time.Elapsed - fault.LastHappened < Upgraded))) cluster.Violate("converged-stays", $"the end had come at {was}, and then: {unmet}");
                met = null;

                // A fault that blinds is over when the operator sees again, and what was measured by halves begins anew: the bound counts from there.
                if (cluster.Time.Elapsed - Latest(cluster, director) - roomy > deadline + Shorter(cluster.Blindness, deadline))
                {
                    // A node that is full for good lets nobody come to rest who was asked for more pods than the story knows of.
                    if (cluster.Node.Capacity < Room && cluster.Faults.Any(fault => fault.ChangesStory))
                    {
                        cluster.Acts.Do(new StoryEvent(null, TimeSpan.Zero, null, "capacity", JsonValue.Create(Room)));
                        roomy = cluster.Time.Elapsed - Latest(cluster, director);
                        continue;
                    }

                    if (cluster.MayEndOtherwise)
                    {
                        Rest(cluster, scenario, director);
                        return cluster.Time.Elapsed;
                    }

                    cluster.Violate("converges", $"{unmet}, {deadline} after the last event and fault; {Say(cluster)}");
                    return cluster.Time.Elapsed;
                }

                continue;
            }

            met ??= cluster.Time.Elapsed;

            // A watch that is silent yet is heard again minutes later, and what it tells may be worth a write.
            // So is the last of several events within a minute, one whose answer is waited for, and a write that was refused for good and is tried again after a minute and a half.
            if (cluster.Time.Elapsed - met < Calm + Shorter(cluster.Blindness, LongestSilence) + (cluster.Faults.Count > 0 ? LastTold : TimeSpan.Zero)) continue;
            break;
        }

        Quiet(cluster, director, quiet ?? Afterwards);
        if (Facts.Unmet(cluster, scenario.End.State) is { } later) cluster.Violate("converged-stays", $"the end had come at {met}, and {quiet ?? Afterwards} later: {later}");
        Served(cluster, scenario);
        return met!.Value;
    }

    private static void Served(SimulatedCluster cluster, Scenario scenario)
    {
        // Where the story takes pods away, and somebody does something else besides, how long users wait is nobody's promise.
        if (scenario.End.Lost > TimeSpan.Zero && cluster.Faults.Any(fault => fault.ChangesStory)) return;
        if (cluster.Users.Lost > scenario.End.Lost + Grace(cluster, scenario)) cluster.Violate("users-are-served", $"users were without an answer for {cluster.Users.Lost.TotalSeconds:0.##} s in all, not at most {scenario.End.Lost.TotalSeconds}");
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static bool IsRoute(JsonObject document) => document["kind"]!.GetValue<string>() == "HTTPRoute";

    private static void Applied(Scenario scenario, JsonObject document, int status)
    {
        if (status >= 300) throw new InvalidDataException($"{scenario.Name}: {document["kind"]} {document["metadata"]!["name"]} was answered with {status}");
    }

    // Another end than the story's is an end as well if nothing is left to do: users are served, and nobody writes any more.
    private static void Rest(SimulatedCluster cluster, Scenario scenario, Director director)
    {
        var lost = cluster.Users.Lost;

        // While a launch is held live values are still told, every minute, and of a shadow that waits for it every half; that lasts until somebody ends it.
        var held = Says(cluster.Launch(), "Paused") || (Says(cluster.Launch(), "Stalled") && cluster.Launch()?["status"]?["weight"]?.ToString() != "0") || GoesOnLater(cluster);
        var compares = cluster.Shadow() is { } compared && Compares(cluster, compared);
        var each = (int)(Afterwards / TimeSpan.FromMinutes(1)) + 1;

        // What a suspended shadow has counted of its pods leaves the window of its objectives yet, which is told.
        var faded = cluster.Time.Elapsed + (cluster.Shadow() is { } shadow && IsSuspended(shadow) ? Window : TimeSpan.Zero);
        while (cluster.Time.Elapsed < faded) cluster.Advance(Step(cluster, director));
        Quiet(cluster, director, Afterwards, !held && !compares ? 0 : cluster.HasShadows ? each * 3 : each);

        // Who takes the Service away and then the launch has taken away what would have restored it.
        var isTakenDown = cluster.Faults.Any(fault => fault.ChangesStory) && cluster.Launch() is null && cluster.Get("", "services", "checkout") is null;
        if (cluster.Users.Lost > lost && !isTakenDown) cluster.Violate("users-are-served", $"users are without an answer at the end; {Say(cluster)}");
        if (!cluster.IsBlinded) Served(cluster, scenario);
        if (!held && Says(cluster.Shadow(), "Reconciling")) cluster.Violate("converges", $"{Why(cluster)}, and the shadow is not at rest; {Say(cluster)}");
        if (!held && Says(cluster.Launch(), "Reconciling")) cluster.Violate("converges", $"{Why(cluster)}, and the launch is not at rest; {Say(cluster)}");
    }

    private static bool Says(JsonObject? declared, string type) =>
        declared?["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == type && condition["status"]?.GetValue<string>() == "True") == true;

    private static bool IsSuspended(JsonObject shadow) =>
        shadow["spec"]?["suspend"]?.GetValue<bool>() == true && ReadyBecause(shadow) == nameof(Reason.ShadowSuspended);

    private static bool Waits(SimulatedCluster cluster, JsonObject owner) =>
        IsSuspended(owner) || Compares(cluster, owner) || (cluster.Faults.Any(fault => fault.ChangesStory) && ReadyBecause(owner) == nameof(Reason.WaitingForVerdict))
        || (owner["kind"]?.GetValue<string>() == "DarkLaunch" ? GoesOnLater(cluster) : ReadyBecause(owner) == nameof(Reason.LaunchUnderWay) && (Says(cluster.Launch(), "Paused") || GoesOnLater(cluster)));

    // After somebody's act a launch begins its steps anew: one that holds for an hour goes on then, and one that only pilots see, of whom there are few, has a day's patience for its evidence.
    private static bool GoesOnLater(SimulatedCluster cluster)
    {
        if (cluster.Launch() is not { } launch || !cluster.Faults.Any(fault => fault.ChangesStory)) return false;
        return ReadyBecause(launch) switch
        {
            nameof(Reason.StepHolding) => launch["status"]?["step"]?["earliestNext"] is { } next && next.GetValue<DateTimeOffset>() > cluster.Time.GetUtcNow(),
            nameof(Reason.WaitingForObjectives) => launch["status"]?["weight"]?.ToString() == "0",
            _ => false,
        };
    }

    // Only somebody's act begins a comparison that the story did not.
    private static bool Compares(SimulatedCluster cluster, JsonObject owner) => cluster.Faults.Any(fault => fault.ChangesStory) && ReadyBecause(owner) == nameof(Reason.Comparing);

    private static string? ReadyBecause(JsonObject owner) =>
        owner["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == "Ready")?["reason"]?.GetValue<string>();

    private static string Why(SimulatedCluster cluster) => cluster.IsBlinded ? $"{cluster.Blindness} of blindness have passed" : "what somebody did is long ago";

    // After the end nothing is written: neither at once nor for as long as anybody looks.
    private static void Quiet(SimulatedCluster cluster, Director director, TimeSpan time, int told = 0)
    {
        var (writes, repeated, until) = (cluster.Writes, cluster.Repeated, cluster.Time.Elapsed + time);
        var settled = Settled(cluster);
        while (cluster.Time.Elapsed < until)
        {
            cluster.Advance(Step(cluster, director));
            var now = Settled(cluster);
            if (settled.Except(now).FirstOrDefault() is { } restless) cluster.Violate("converged-stays", $"{restless} was converged, and is so no more");
            settled = now;
            if (cluster.Violations.Count > 0) break;
        }

        foreach (var (owner, isConverged) in Convergence.Of(cluster))
        {
            // What is stalled, paused or suspended waits for a person; what is compared anew after somebody's act, for its time.
            if (!isConverged && !Says(owner, "Stalled") && !Says(owner, "Paused") && !Waits(cluster, owner)) cluster.Violate("converges", $"{owner["kind"]} {owner["metadata"]!["name"]} is not converged, and says neither that it is stalled nor that it is paused; {Say(cluster)}");
            if (isConverged && Says(owner, "Reconciling")) cluster.Violate("converges", $"{owner["kind"]} {owner["metadata"]!["name"]} is converged, and says that it is still being reconciled; {Say(cluster)}");
        }

        foreach (var refresh in cluster.Refreshes())
        {
            if (Says(refresh, "Reconciling") && !RefreshJobs.Active(cluster, refresh["metadata"]!["name"]!.GetValue<string>()).Any()) cluster.Violate("converges", $"{refresh["metadata"]!["name"]} says that it is still being reconciled, and no run of it is under way");
        }

        // What fails only now is tried again: that belongs to the fault.
        if (cluster.Faults.Any(fault => fault.LastHappened >= until - time)) return;

        // What was applied for a refresh is applied again each hour, and changes nothing.
        var again = cluster.Repeated - repeated;
        if (again > cluster.Refreshes().Count * MostApplied * (int)Math.Ceiling(time / TimeSpan.FromHours(1))) cluster.Violate("quiet", $"{again} writes that change nothing in {time}, more than once an hour");
        if (cluster.Writes - writes - again > told) cluster.Violate("quiet", $"{cluster.Writes - writes - again} writes in {time} in which nothing happened; the last at {cluster.LastWrite}");
    }

    // Of what the rules themselves say that nothing is left to do.
    private static List<string> Settled(SimulatedCluster cluster) => [.. Convergence.Of(cluster).Where(one => one.IsConverged).Select(one => $"{one.Owner["kind"]} {one.Owner["metadata"]!["name"]}")];

    // While things happen, the controllers and the story have their turn every tenth of a second; then time flies.
    private static TimeSpan Step(SimulatedCluster cluster, Director director)
    {
        var idle = cluster.Idle();
        if (director.NextDue is { } due && due - cluster.Time.Elapsed < idle) idle = due - cluster.Time.Elapsed;
        if (idle <= Grain) return Grain;
        return idle < LongestIdle ? idle : LongestIdle;
    }

    private static TimeSpan Latest(SimulatedCluster cluster, Director director) =>
        cluster.Faults.Select(fault => fault.LastHappened).Append(director.LastEvent).Max();

    // Faults of the network that hide what pods do may cost users what they hide, and no more.
    // Where the story itself takes users' pods away, they wait for as long as nobody sees it.
    private static TimeSpan Grace(SimulatedCluster cluster, Scenario scenario) =>
        cluster.Faults.Select(fault => fault.UsersMayLose + (scenario.End.Lost > TimeSpan.Zero ? fault.Holds : cluster.Faults.Any(other => other.ChangesStory) ? fault.Holds + fault.Blind : TimeSpan.Zero)).Aggregate(scenario.End.Lost > TimeSpan.Zero ? cluster.Blindness : TimeSpan.Zero, (left, right) => left + right);

    private static string Say(SimulatedCluster cluster)
    {
        JsonNode? status = cluster.Launch()?["status"];
        var shadow = cluster.Shadow()?["status"];
        if (cluster.Refresh()?["status"] is { } refresh) return $"status says {refresh["phase"]}: {refresh["conditions"]?.ToJsonString()}";
        return $"status says {status?["phase"]} {status?["reason"]}: {status?["message"]}{(shadow is null ? "" : $"; the shadow's {shadow["phase"]} {shadow["verdict"]}: {shadow["message"]}")}";
    }
}
