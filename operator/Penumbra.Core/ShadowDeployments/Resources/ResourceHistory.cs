using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>The points of a comparison, one a minute at first. Where there are too many, neighbours are joined, so that its size is bounded however long is compared.</summary>
public sealed record ResourceHistory
{
    /// <summary>So many points are kept at most, and half as many at least once there were so many.</summary>
    public const int Most = 120;

    /// <summary>How long a point is at first, in seconds.</summary>
    public const double Minute = 60;

    /// <summary>Nothing measured yet.</summary>
    public static ResourceHistory Empty { get; } = new();

    /// <summary>The points, in the order of time; the last may be shorter than the others.</summary>
    public ImmutableArray<ResourcePoint> Points { get; init; } = [];

    /// <summary>How long a point is to be, in seconds.</summary>
    public double Span { get; init; } = Minute;

    /// <summary>With one point more.</summary>
    public ResourceHistory With(ResourcePoint point)
    {
        // As near to the asked length as whole points come.
        var next = Points is [.., var last] && last.Seconds + (point.Seconds / 2) < Span ? this with { Points = Points.SetItem(Points.Length - 1, last.Plus(point)) } : this with { Points = Points.Add(point) };
        return next.Points.Length < Most ? next : next.Halved();
    }

    /// <summary>With two neighbours each as one.</summary>
    public ResourceHistory Halved() => new() { Points = [.. Points.Chunk(2).Select(pair => pair.Length == 2 ? pair[0].Plus(pair[1]) : pair[0])], Span = Span * 2 };
}
