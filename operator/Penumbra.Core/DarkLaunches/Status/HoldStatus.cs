using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>A pause that only the retry annotation ends.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Revision">The candidate.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Share">The share that is held and not raised.</param>
/// <param name="Since">Since when.</param>
/// <param name="Message">What happened, and who did it.</param>
public sealed record HoldStatus(Reason Reason, string Revision, int Attempt, Share Share, DateTimeOffset Since, string Message);
