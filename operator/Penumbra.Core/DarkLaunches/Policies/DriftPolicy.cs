using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>
/// Somebody else changed a route. What raises the candidate's share is undone at once; what lowers it is respected, and never raised again
/// until a person says retry: a fight over a route would be worse than either opinion.
/// </summary>
public static class DriftPolicy
{
    private const string Unmarked = "route:unmarked";

    // Caches of several kinds catch up within moments of each other.
    private static readonly TimeSpan Confirmed = TimeSpan.FromSeconds(2);

    /// <summary>Decides when a route differs from what we wrote last.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Stable is null) return null;
        if (view.Subject is null || view.Subject == view.Stable || view.SubjectFacts?.Outcome is not null) return Unasked(view);
        if (view.Resumes || view.WentBack) return null;
        foreach (var route in view.Routes)
        {
            var expected = Expected(view, route);
            if (expected is { } share && IsCarried(view) && (route.Actual > Ceiling(view, route, share) || (!Traffic.Touched(view, route) && route.NamesCandidate && share == Share.None))) return Raised(view, share);
            if (expected is { } asked && (route.Least < asked || (Traffic.Touched(view, route) && !route.NamesCandidate && Steered(view)))) return Lowered(view, route, asked);
        }

        return null;
    }

    // What is put back leads users to stable: not to nobody.
    private static bool IsCarried(LaunchView view) => view.StableFacts is { Ready: > 0 } || view.IsScaledToZero;

    // Where one of several rules was lowered and is respected, the others may still have what was asked.
    private static Share Ceiling(LaunchView view, RouteFacts route, Share expected) =>
        route.Least < route.Actual && Traffic.Touched(view, route) && route.Marker!.Share > expected ? route.Marker.Share : expected;

    // What we wrote last: the marker's word; where somebody wiped the marker, status'; null where we never wrote.
    private static Share? Expected(LaunchView view, RouteFacts route)
    {
        if (Traffic.Touched(view, route))
            return view.Seen.Status.Hold is { Reason: Reason.TrafficConflict } hold && hold.Share < route.Marker!.Share ? hold.Share : route.Marker!.Share;
        var status = view.Seen.Status;
        var told = status.Candidate is { } candidate && candidate.Revision == view.Subject && candidate.Attempt == view.Attempt
            && status.Phase is LaunchPhase.Launching or LaunchPhase.Baking && status.Step is not null;
        return told ? status.Hold?.Share ?? status.Weight : route.NamesCandidate ? Share.None : null;
    }

    // A step without share and pilots names nobody: then there is nothing to lose.
    private static bool Steered(LaunchView view) => view.Asked > Share.None || Traffic.PilotsOn(view);

    private static LaunchMove Raised(LaunchView view, Share share) => new()
    {
        Phase = view.AskedAll ? LaunchPhase.Baking : LaunchPhase.Launching,
        Reason = Reason.DriftUndone,
        Message = $"{Who(view)} raised the candidate's share to {view.Present} %; it is put back to {share} %",
        Effects =
        [
            .. Traffic.Forward(view, share, Traffic.PilotsOn(view) && view.Asked >= Share.None),
            new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, $"{Who(view)} raised the candidate's share to {view.Present} %; it is put back to {share} %"),
        ],
        Step = view.Seen.Status.Step,
        Weight = share,
        Decision = new DecisionStatus(view.Now, view.Subject!, view.Present, share, Reason.DriftUndone, Evidence.Bounded($"changed by {Who(view)}")),
    };

    private static LaunchMove Lowered(LaunchView view, RouteFacts route, Share asked)
    {
        if (view.Hold is { Reason: Reason.TrafficConflict } known && route.Least >= known.Share) return HoldPolicy.Holding(view, known);
        if (!Traffic.Touched(view, route) && !view.Passed(view.Seen.Memory.WaitingFor == Unmarked ? view.Seen.Memory.WaitingSince : null, Confirmed)) return Confirming(view, route, asked);
        var message = $"{Who(view)} lowered the candidate's share on {route.Id} from {asked} % to {route.Least} %{(route.Least < route.Actual ? " in one of its rules" : "")}; it stays there until {HoldPolicy.UntilRetry(view)}";
        var hold = new HoldStatus(Reason.TrafficConflict, view.Subject!, view.Attempt, route.Least, view.Now, message);
        return HoldPolicy.Holding(view, hold) with
        {
            Hold = hold,
            Effects = [new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, message)],
            Decision = new DecisionStatus(view.Now, view.Subject!, asked, route.Least, Reason.TrafficConflict, Evidence.Bounded($"changed by {Who(view)}")),
        };
    }

    // Status is ahead of a route without our mark: somebody wiped it, or a process that has just started has not heard of it yet.
    private static LaunchMove Confirming(LaunchView view, RouteFacts route, Share asked) => new()
    {
        Phase = view.Seen.Status.Phase ?? LaunchPhase.Launching,
        Reason = Reason.WaitingForRoute,
        Message = $"{route.Id} does not show what status says of it",
        Step = view.Seen.Status.Step,
        Weight = asked,
        WaitingFor = Unmarked,
        ReconsiderAt = (view.Seen.Memory.WaitingFor == Unmarked ? view.Seen.Memory.WaitingSince ?? view.Now : view.Now) + Confirmed,
    };

    // Nothing is being launched, and yet a route leads users to the candidate.
    private static LaunchMove? Unasked(LaunchView view)
    {
        var strayed = view.Routes.Where(route => route.NamesCandidate && view.Subject != view.Stable).ToList();
        if (strayed.Count == 0) return null;
        var message = $"{Who(view)} led traffic to the candidate although nothing is being launched; it is put back";
        return new LaunchMove
        {
            Phase = view.Seen.Status.Phase ?? LaunchPhase.Healthy,
            Reason = Reason.DriftUndone,
            Message = message,
            Effects =
            [
                .. strayed.Select(route => new LaunchEffect.SetTraffic(route.Id, new TrafficAim { Marker = route.Marker, Stable = view.Stable }, LeadsBack: true)),
                new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, message),
            ],
        };
    }

    private static string Who(LaunchView view) => view.Routes.Select(route => route.ChangedBy).FirstOrDefault(by => by is not null) ?? "somebody";
}
