using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>Whether the verdict that a launch waits for is there: on the very images that its template has.</summary>
/// <param name="shadows">The shadows; null where this operator does not look after any.</param>
public sealed class ShadowRequirement(Func<IReadOnlyInformer<CustomView>?> shadows)
{
    /// <summary>The facts; null when the launch waits for nothing.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="template">Its template; null when there is none.</param>
    public RequirementFacts? Of(CustomView launch, DarkLaunchSpec spec, DeploymentView? template)
    {
        if (spec.RequiredShadow is not { } name) return null;
        RequirementFacts Lacks(string message) => new(name, false, message);
        if (shadows() is not { } known) return Lacks("this operator does not look after ShadowDeployments; an administrator enables it with shadows.enabled in the chart (--comparison-image)");
        if (known.Get(new ObjectKey(launch.Namespace, name)) is not { } view) return Lacks("there is none of that name");
        var shadow = ShadowReading.Read(view);
        if (shadow.Spec?.StartLaunch != launch.Name) return Lacks($"it says nothing of this launch; it needs onSameOrBetter: StartLaunch and startLaunch: {{darkLaunch: {launch.Name}}}");
        if (shadow.Status is not { DecidedAt: not null, Judgement: { } judgement }) return Lacks(shadow.Status.Judgement is { } pending ? $"{pending.Verdict}: {pending.Message}" : "it has compared nothing yet");
        if (judgement.Verdict != ShadowVerdict.SameOrBetter) return Lacks($"{judgement.Verdict}: {judgement.Message}");

        var images = (template?.Spec.Template.Images ?? []).Order(StringComparer.Ordinal).ToList();
        if (shadow.Spec.Template is null)
        {
            // A Service that runs already has pods of its own: what they named is what was compared.
            if (shadow.Status.Images.Named.Length == 0)
                return Lacks($"which images Service {shadow.Spec.Service} ran when it was compared nobody here can say, as where it has no selector; compare a deployment (spec.shadow.deployment), or take requires away");
            return images.Count > 0 && shadow.Status.Images.Has(images)
                ? new RequirementFacts(name, true, "")
                : Lacks($"its verdict {judgement.Verdict} is on {shadow.Status.Images.Named} of Service {shadow.Spec.Service}, and Deployment {spec.Template} has {string.Join(' ', images)}");
        }

        return shadow.Status.Subject?.Contains($" shadow:{Digest.Of(string.Join(' ', images))} ", StringComparison.Ordinal) == true
            ? new RequirementFacts(name, true, "")
            : Lacks($"its verdict {judgement.Verdict} is on other images than those of Deployment {spec.Template}");
    }
}
