using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Mirroring;

/// <summary>
/// A share as the two dialects write it: Gateway API's <c>percent</c> or <c>fraction</c> of a RequestMirror filter, and Istio's <c>percentage</c> of a mirror. In
/// both, an absent share copies every request.
/// </summary>
internal static class MirrorShare
{
    /// <summary>The share that a RequestMirror filter copies, rounded up to what a <see cref="Share"/> can say: a little is never read as nothing.</summary>
    public static Share OfRequestMirror(JsonObject mirror)
    {
        var (part, whole) = Ratio(mirror);
        return new Share((int)((part * Share.Whole + whole - 1) / whole));
    }

    /// <summary>Whether a RequestMirror filter copies exactly a share, however it says so.</summary>
    public static bool IsExactly(JsonObject mirror, Share share)
    {
        var (part, whole) = Ratio(mirror);
        return part * Share.Whole == share.Parts * whole;
    }

    /// <summary>Writes a share into a RequestMirror filter: <c>percent</c> where it is a whole one, else a <c>fraction</c> in small numbers.</summary>
    public static void Write(JsonObject mirror, Share share)
    {
        if (share.Parts % (Share.Whole / 100) == 0)
        {
            mirror["percent"] = share.Parts / (Share.Whole / 100);
            return;
        }

        var (_, numerator) = share.Weights();
        mirror["fraction"] = new JsonObject { ["numerator"] = numerator, ["denominator"] = share.Parts % 100 == 0 ? 1_000 : Share.Whole };
    }

    /// <summary>The share that an entry of Istio's <c>mirrors</c> copies, rounded up likewise. A percentage without a value is 0 there, as in any Protocol Buffers message.</summary>
    public static Share OfPercentage(JsonObject mirror) =>
        mirror.Object("percentage") is { } percentage ? new Share((int)Math.Ceiling(Math.Clamp(percentage.Decimal("value") ?? 0, 0, 100) * (Share.Whole / 100))) : Share.All;

    /// <summary>Istio's <c>percentage</c> of a share.</summary>
    public static JsonObject Percentage(Share share) => new()
    {
        ["value"] = share.Parts % (Share.Whole / 100) == 0 ? JsonValue.Create(share.Parts / (Share.Whole / 100)) : JsonValue.Create(decimal.Parse(share.ToString(), CultureInfo.InvariantCulture)),
    };

    /// <summary>Whether an entry of Istio's <c>mirrors</c> copies exactly a share.</summary>
    public static bool IsExactlyPercentage(JsonObject mirror, Share share) =>
        mirror.Object("percentage") is { } percentage ? (percentage.Decimal("value") ?? 0) * (Share.Whole / 100) == share.Parts : share == Share.All;

    // Both fields at once are refused by the API server; if they are there the larger one is what a person should hear of.
    private static (Int128 Part, Int128 Whole) Ratio(JsonObject mirror)
    {
        var percent = mirror.Number("percent") is { } written ? Math.Clamp(written, 0, 100) : (long?)null;
        if (mirror.Object("fraction") is not { } fraction) return (percent ?? 100, 100);
        var whole = (Int128)Math.Max(1, fraction.Number("denominator") ?? 100);
        var part = Int128.Clamp(fraction.Number("numerator") ?? 0, 0, whole);
        return percent is { } other && other * whole > part * 100 ? (other, 100) : (part, whole);
    }
}
