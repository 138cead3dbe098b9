using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What status says of what the shadow uses, and what the next process of the operator goes on from.</summary>
/// <param name="Cpu">CPU per request; null while it cannot be compared.</param>
/// <param name="Memory">Memory per replica; null while it cannot be compared.</param>
/// <param name="NotJudged">What cannot be compared, and why.</param>
/// <param name="Kept">The points as <see cref="ResourceText"/> has them; empty once decided.</param>
public sealed record ResourceStatus(ResourceFigure? Cpu, ResourceFigure? Memory, ImmutableList<ResourceGap> NotJudged, string Kept)
{
    /// <summary>The status of findings.</summary>
    /// <param name="findings">What is used.</param>
    /// <param name="confidence">How sure each end of an interval is, a share.</param>
    /// <param name="kept">The points.</param>
    public static ResourceStatus? Of(IReadOnlyList<ResourceFinding> findings, double confidence, string kept)
    {
        if (findings.Count == 0) return null;
        ResourceFigure? Figure(ResourceKind kind) => findings.FirstOrDefault(finding => finding.Kind == kind) is { Ratio: { } ratio } found
            ? new ResourceFigure(Math.Round(ratio.Value, 3), Math.Round(ratio.LowAt(confidence), 3), Math.Round(ratio.HighAt(confidence), 3), found.Points)
            : null;
        return new ResourceStatus(Figure(ResourceKind.Cpu), Figure(ResourceKind.Memory), [.. findings.Where(finding => finding.Why is not null).Select(finding => new ResourceGap(finding.Kind, finding.Why!.Value, finding.Message))], kept);
    }

    /// <summary>Whether people read the same.</summary>
    public static bool IsSame(ResourceStatus? left, ResourceStatus? right) =>
        left is null || right is null ? left is null && right is null : left.Cpu == right.Cpu && left.Memory == right.Memory && left.NotJudged.SequenceEqual(right.NotJudged);
}
