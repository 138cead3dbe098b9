namespace Penumbra.Bench.Figures;

/// <summary>Every figure, in the order of the page. Another one is a class and a line.</summary>
public static class BenchFigures
{
    public static IReadOnlyList<IFigure> All { get; } =
        [new RequestsFigure(), new BreachFigure(), new FootprintFigure(), new GatewayFigure(), new RefreshFigure(), new ComparisonFigure()];
}
