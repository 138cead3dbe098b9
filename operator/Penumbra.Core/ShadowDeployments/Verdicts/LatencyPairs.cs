using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// How long live and the shadow took for the same requests, in blocks of requests that came together. Pairs stay together in their block; where there are too many blocks neighbours are
/// joined, so that the memory is bounded and a block is long enough for what lasts.
/// </summary>
public sealed record LatencyPairs
{
    /// <summary>So many blocks are kept at most, and half as many at least once there are enough pairs.</summary>
    public const int MostBlocks = 64;

    /// <summary>The first blocks have so many pairs.</summary>
    public const int FirstBlock = 32;

    /// <summary>The whole blocks, in the order of time.</summary>
    public ImmutableArray<LatencyBlock> Blocks { get; init; } = [];

    /// <summary>How many pairs a block has.</summary>
    public int BlockSize { get; init; } = FirstBlock;

    /// <summary>The block that is not whole yet.</summary>
    public LatencyBlock Open { get; init; } = LatencyBlock.Empty;

    /// <summary>How many pairs there are.</summary>
    public long Pairs { get; init; }

    /// <summary>Nothing yet.</summary>
    public static LatencyPairs Empty { get; } = new();

    /// <summary>With one more pair.</summary>
    /// <param name="live">How long live took.</param>
    /// <param name="shadow">How long the shadow took for the same request.</param>
    public LatencyPairs With(TimeSpan live, TimeSpan shadow)
    {
        var open = Open.With(live, shadow);
        var next = this with { Open = open, Pairs = Pairs + 1 };
        if (open.Pairs < BlockSize) return next;
        next = next with { Blocks = Blocks.Add(open), Open = LatencyBlock.Empty };
        return next.Blocks.Length < MostBlocks ? next : next with
        {
            BlockSize = BlockSize * 2,
            Blocks = [.. Enumerable.Range(0, MostBlocks / 2).Select(pair => next.Blocks[2 * pair].Plus(next.Blocks[(2 * pair) + 1]))],
        };
    }
}
