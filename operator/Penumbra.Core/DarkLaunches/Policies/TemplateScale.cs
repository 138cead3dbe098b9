using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The template was scaled down once, at its adoption. Whoever scales it up again is told of it and not fought: its pods serve nobody, and cost what they cost.</summary>
public static class TemplateScale
{
    /// <summary>Whether the template has replicas again; the condition Adopted remembers it, so that it is told once a reversal.</summary>
    public static bool IsUp(LaunchView view, LaunchMove move) =>
        view is { Spec.ScaleDownTemplate: true, Stable: not null, Seen.Template.Replicas: > 0, Seen.Launch.Deleting: false }
        && move.Reason != Reason.Adopted && AdoptPolicy.IsAdopted(view);

    /// <summary>What is wrong and what to do, in a sentence.</summary>
    public static string Sentence(LaunchView view) => string.Create(CultureInfo.InvariantCulture,
        $"Deployment {view.Spec.Template} asks for {view.Seen.Template!.Replicas} replicas again, whose pods serve nobody; set replicas: 0 on it in Git");

    /// <summary>The warning; null where nothing is new.</summary>
    /// <param name="view">The facts.</param>
    /// <param name="after">The status that is written in this pass.</param>
    public static LaunchEffect? Warning(LaunchView view, LaunchStatus after) =>
        Says(after) && !Says(view.Seen.Status) ? new LaunchEffect.EmitEvent(true, Reason.TemplateScaledUp, Sentence(view)) : null;

    private static bool Says(LaunchStatus status) => status.Conditions.Any(condition => condition is { Type: Conditions.Adopted, Reason: nameof(Reason.TemplateScaledUp) });
}
