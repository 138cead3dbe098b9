using Penumbra.Core.Common;
using Penumbra.Core.Objectives;

namespace Penumbra.Metrics;

/// <summary>The sources that exist now: <c>pods</c>, and one for each MetricSource.</summary>
public interface IMetricSources
{
    /// <summary>The source of that name, or null. The same name may give another source after its MetricSource was changed.</summary>
    IMetricSource? Find(string name);

    /// <summary>What is wrong with measuring an objective here: the source is missing, or may not be asked this way; null when nothing is.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="path">Where it stands, such as <c>spec.objectives[0]</c>.</param>
    Problem? Check(Objective objective, string path);
}
