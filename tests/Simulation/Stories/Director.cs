using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Stories;

/// <summary>Makes the events of a story happen, each when its time has come, in their order; repeated ones go on beside the others.</summary>
/// <param name="cluster">The world.</param>
/// <param name="scenario">The story.</param>
public sealed class Director(SimulatedCluster cluster, Scenario scenario)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan LongestWaitOtherwise = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestWaitLater = TimeSpan.FromMinutes(1);

    private readonly Acts _acts = new(cluster, scenario);
    private readonly List<(StoryEvent Event, TimeSpan Next)> _repeated = [];
    private ((long, int, int) Seen, string? Unmet) _last;
    private int _next;
    private TimeSpan _since;
    private TimeSpan? _met;
    private bool _gaveUp;

    /// <summary>Whether the story has told all.</summary>
    public bool IsDone => _next == scenario.Events.Count;

    /// <summary>When the last event happened.</summary>
    public TimeSpan LastEvent { get; private set; }

    /// <summary>The event that has waited too long for its condition, and what is lacking; null while all is well.</summary>
    public string? Stuck { get; private set; }

    /// <summary>When something is due for certain; null when only a change can bring it.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? next = _repeated.Count > 0 ? _repeated.Min(one => one.Next) : null;
            if (!IsDone && _met is { } met && (next is null || met + scenario.Events[_next].After < next)) next = met + scenario.Events[_next].After;
            return next;
        }
    }

    /// <summary>Does what is due.</summary>
    public void Tick()
    {
        var now = cluster.Time.Elapsed;
        for (var index = 0; index < _repeated.Count; index++)
        {
            if (_repeated[index].Next > now) continue;
            Do(_repeated[index].Event);
            _repeated[index] = (_repeated[index].Event, now + _repeated[index].Event.Every!.Value);
        }

        while (!IsDone)
        {
            var due = scenario.Events[_next];
            var unmet = due.When is null || _met is not null ? null : Unmet(due.When);
            if (unmet is null) _met ??= due.When is null ? _since : now;
            else if (now - Since() > Longest)
            {
                if (!cluster.Faults.Any(fault => fault.ChangesStory)) Stuck = $"event {_next + 1} ({due}) never came: {unmet}";
                else (_met, _gaveUp) = (now, true);
            }

            if (_met is not { } met || met + due.After > now) return;
            (_met, _since, LastEvent) = (null, now, now);
            _next++;
            if (due.Every is { } every) _repeated.Add((due, now + every));
            if (!_gaveUp || IsSensible(due)) Do(due);
        }
    }

    // What a fault held up is waited for from the fault on.
    private TimeSpan Since() => cluster.Faults.Select(fault => fault.LastHappened).Append(_since).Max();

    // Nobody leads users to a Service that was never made.
    private bool IsSensible(StoryEvent what) => scenario.HasRefreshes || what.Act is not ("apply" or "apply-as-client") || Facts.Unmet(cluster, new System.Text.Json.Nodes.JsonObject { ["adopted"] = true }) is null;

    // Comparisons take their time; whatever a launch waits for, it waits for minutes. Where somebody changed the story, what it waits for may never come: then the rest of it
    // happens all the same, or a node that it empties would stay full.
    private TimeSpan Longest => _gaveUp ? LongestWaitLater : cluster.IsBlinded || (cluster.MayEndOtherwise && !cluster.HasShadows) ? cluster.Blindness + LongestWaitOtherwise : LongestWait + cluster.Blindness;

    // Where somebody has done what the story does not tell, what it tells may find nothing to do.
    private void Do(StoryEvent what)
    {
        try
        {
            _acts.Do(what);
        }
        catch (InvalidDataException exception) when (cluster.Faults.Any(fault => fault.ChangesStory))
        {
            cluster.Tell($"nothing came of it: {exception.Message}");
        }
    }

    // Facts change only with the stored objects, and with what the source was asked.
    private string? Unmet(System.Text.Json.Nodes.JsonObject asked)
    {
        var now = (cluster.Store.Version, cluster.Evaluations, _next);
        if (_last.Seen == now) return _last.Unmet;
        _last = (now, Facts.Unmet(cluster, asked));
        return _last.Unmet;
    }
}
