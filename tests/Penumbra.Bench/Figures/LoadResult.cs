namespace Penumbra.Bench.Figures;

/// <summary>What came of a load.</summary>
/// <param name="Answered">Requests answered with 2xx.</param>
/// <param name="Failed">All others.</param>
/// <param name="FromSecond">Answers of version 2.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">The median, in milliseconds.</param>
/// <param name="P99">The 99th percentile, in milliseconds.</param>
public sealed record LoadResult(int Answered, int Failed, int FromSecond, double Seconds, double P50, double P99);
