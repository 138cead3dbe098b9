using System.Globalization;
using Penumbra.Core.ShadowDeployments.Spec;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>Says what the shadow uses relative to live, or why that cannot be said fairly and what would help.</summary>
public static class ResourceJudge
{
    /// <summary>So many points it takes.</summary>
    public const int Least = 30;

    /// <summary>More copies than this share that are excluded make live's CPU another's.</summary>
    public const double MostExcluded = 0.01;

    /// <summary>What is asked for, in a fixed order.</summary>
    public static IReadOnlyList<ResourceFinding> Judge(ResourceSpec asked, ResourceHistory history, ResourceSituation situation)
    {
        var findings = new List<ResourceFinding>();
        if (asked.CpuNoMoreThan is { } cpu) findings.Add(Cpu(new ResourceFinding { Kind = ResourceKind.Cpu, Bound = cpu }, history, situation));
        if (asked.MemoryNoMoreThan is { } memory) findings.Add(Memory(new ResourceFinding { Kind = ResourceKind.Memory, Bound = memory }, history, situation));
        return findings;
    }

    private static ResourceFinding Cpu(ResourceFinding finding, ResourceHistory history, ResourceSituation situation)
    {
        List<ResourcePoint> points = [.. history.Points.Where(point => point is { LiveCpu: not null, ShadowCpu: not null })];
        finding = finding with { Points = points.Count };
        if (situation.IsUncounted) return No(finding, ResourceUnjudged.RequestsNotCounted, "with compare.mode: MetricsOnly nobody counts requests; cpuNoMoreThan needs compare.mode: Responses");
        if (situation.Excluded > MostExcluded)
        {
            return No(finding, ResourceUnjudged.OtherRequests, string.Create(CultureInfo.InvariantCulture,
                $"{100 * situation.Excluded:0.#} % of the copies are excluded by method or path, and live's CPU serves them too; exclude less than 1 %, or copy a route of its own"));
        }

        if (Lacking(finding, points.Count, situation) is { } lacking) return lacking;
        var (live, shadow) = (LoadSpread.OfLive(points), LoadSpread.OfShadow(points));
        if (live < LoadSpread.Least || shadow < LoadSpread.Least)
        {
            return No(finding, ResourceUnjudged.EvenLoad, string.Create(CultureInfo.InvariantCulture,
                $"the load of {(live < LoadSpread.Least ? "live" : "the shadow")} hardly varies, and what a request costs cannot be told from what idling costs; {(live < LoadSpread.Least ? "a longer time, or a larger sample, would help" : "a larger requests.maxLiveRps and maxLiveShare, or a longer time, would help")}"));
        }

        return ResourceRatio.OfCpu(points, live) is { } ratio ? finding with { Ratio = ratio } : No(finding, ResourceUnjudged.CostNotSeen, "CPU time does not grow with the requests of both sides: something else takes it");
    }

    private static ResourceFinding Memory(ResourceFinding finding, ResourceHistory history, ResourceSituation situation)
    {
        List<ResourcePoint> points = [.. history.Points.Where(point => point is { LiveMemory: > 0, ShadowMemory: > 0 })];
        finding = finding with { Points = points.Count };
        return Lacking(finding, points.Count, situation) is { } lacking ? lacking
            : ResourceRatio.OfMemory(points) is { } ratio ? finding with { Ratio = ratio }
            : No(finding, ResourceUnjudged.SeriesLacking, "the source says nothing of memory");
    }

    private static ResourceFinding? Lacking(ResourceFinding finding, int points, ResourceSituation situation)
    {
        if (situation.Elsewhere is { } service) return No(finding, ResourceUnjudged.NoPods, $"Service {service} has no selector: what runs elsewhere cannot be measured here");
        if (points >= Least) return null;
        if (situation.Trouble is { } trouble) return No(finding, trouble.Why, trouble.Message);
        return No(finding, ResourceUnjudged.TooFewPoints, $"{points} of {Least} minutes; those count in which the whole sample is copied and no pod comes, goes or starts anew");
    }

    private static ResourceFinding No(ResourceFinding finding, ResourceUnjudged why, string message) => finding with { Why = why, Message = message };
}
