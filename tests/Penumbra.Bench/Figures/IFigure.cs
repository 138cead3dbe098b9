using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Figures;

/// <summary>Something that is measured.</summary>
public interface IFigure
{
    /// <summary>Its name for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>Measures it.</summary>
    Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken);
}
