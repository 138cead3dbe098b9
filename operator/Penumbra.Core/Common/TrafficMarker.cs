using System.Globalization;

namespace Penumbra.Core.Common;

/// <summary>
/// What the last traffic write of ours meant, written into the same object by the same patch, so that the route alone tells what is
/// going on: a crash between route and status loses nothing.
/// </summary>
/// <param name="LaunchUid">The UID of the launch that wrote.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Revision">The candidate's revision.</param>
/// <param name="Share">The candidate's share.</param>
/// <param name="Direction">Forward, or Back for ever.</param>
public sealed record TrafficMarker(string LaunchUid, int Attempt, string Revision, Share Share, TrafficDirection Direction)
{
    /// <summary>Reads <c>uid/attempt/revision/share/direction</c>; null for anything else, as a foreign hand may write anything.</summary>
    public static TrafficMarker? Parse(string? text)
    {
        var parts = text?.Split('/');
        if (parts is not { Length: 5 } || parts[0].Length == 0 || parts[2].Length == 0) return null;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) || attempt < 1) return null;
        if (Share.Parse(parts[3]) is not { } share) return null;
        return parts[4] switch
        {
            nameof(TrafficDirection.Forward) => new(parts[0], attempt, parts[2], share, TrafficDirection.Forward),
            nameof(TrafficDirection.Back) => new(parts[0], attempt, parts[2], share, TrafficDirection.Back),
            _ => null,
        };
    }

    /// <summary>The annotation's value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LaunchUid}/{Attempt}/{Revision}/{Share}/{Direction}");
}
