namespace Penumbra.Comparison.Configuration;

/// <summary>How answers are compared.</summary>
public sealed record CompareRules
{
    /// <summary>Of how many compared requests live is asked a second time, a share.</summary>
    public double NoiseShare { get; init; } = 0.1;

    /// <summary>Fields that are not looked at, with all that is in them: <c>body.generatedAt</c>, <c>header.x-request-id</c>.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Numbers that may differ a little.</summary>
    public IReadOnlyList<Tolerance> Tolerated { get; init; } = [];

    /// <summary>Arrays that are sets.</summary>
    public IReadOnlyList<string> Orderless { get; init; } = [];

    /// <summary>Fields whose values are kept where they differ, for those alone who may read them: see <see cref="ComparisonConfig.Access"/>. None: only shapes are kept.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}
