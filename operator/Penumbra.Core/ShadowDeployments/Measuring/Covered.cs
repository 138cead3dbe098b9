using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;

namespace Penumbra.Core.ShadowDeployments.Measuring;

/// <summary>
/// Compares the copies that arrived with what live's own pods counted meanwhile: the first objective that counts stands for the requests. Where it counts only some of them more copies arrive than
/// are expected, and the share is above 1.
/// </summary>
public static class Covered
{
    /// <summary>What is to be remembered with this pass.</summary>
    /// <param name="spec">What is asked.</param>
    /// <param name="seen">The facts.</param>
    /// <param name="report">What the server, or whoever counts in its place, says of the present subject; null when nothing.</param>
    /// <param name="memory">What is remembered, but for the coverage with this pass included.</param>
    public static CopyCoverage Absorb(ShadowSpec spec, ShadowObserved seen, ComparisonReport? report, ShadowMemory memory)
    {
        var before = seen.Memory.Attempt == memory.Attempt ? seen.Memory : ShadowMemory.Empty;
        var coverage = before.Coverage;
        if (report is null || CountedCopies.Witness(spec) is not { } witness || memory.Strain.Counted.GetValueOrDefault(witness.Name) is not { At: { } readAt }) return coverage;
        var countedAt = before.Strain.Counted.GetValueOrDefault(witness.Name)?.At;
        if (countedAt == readAt) return coverage;

        // A reading that began under another share, or after one that nobody's copies were counted with, counts nothing, but the next begins here. What is added to live is none of its users'.
        var isClean = coverage.ReadAt == countedAt && memory.Strain.Asked.GetValueOrDefault(witness.Name)?.Readings is [.., var last] && last.At == readAt;
        if (isClean && coverage.Instance == report.Instance && Share.Parse(before.Strain.Share) is { } share)
        {
            var events = memory.Strain.Asked[witness.Name].Readings.Where(read => read.At > countedAt).Sum(read => read.Events.Total) - (report.AskedLive - coverage.AskedLive);
            coverage = coverage with { Expected = coverage.Expected + (Math.Max(0, events) * share.Parts / (double)Share.Whole), Arrived = coverage.Arrived + report.Seen - coverage.Seen };
        }

        return coverage with { Instance = report.Instance, Seen = report.Seen, AskedLive = report.AskedLive, ReadAt = readAt };
    }
}
