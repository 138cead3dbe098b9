using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Core.DarkLaunches;

/// <summary>Positions in a list of steps.</summary>
public static class StepPlan
{
    /// <summary>The list for a revision that skips steps.</summary>
    public static IReadOnlyList<StepSpec> Straight { get; } = [new StepSpec { Share = Share.All }];

    /// <summary>
    /// The step (from 1) that a share belongs to: the last one that does not exceed it. 0 when the share lies below all of them, as after
    /// an edit.
    /// </summary>
    public static int IndexOf(IReadOnlyList<StepSpec> steps, Share share)
    {
        var index = 0;
        while (index < steps.Count && steps[index].Share <= share) index++;
        return index;
    }

    /// <summary>Identifies a list of steps: a position counts only within the list that it was counted in.</summary>
    public static string Digest(IReadOnlyList<StepSpec> steps)
    {
        var text = string.Concat(steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Share.Parts},{step.PilotsOnly},{step.Hold.Ticks},{step.Replicas},{step.Gate};")));
        return Common.Digest.Of(text);
    }
}
