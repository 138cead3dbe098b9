namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>A call that did not succeed.</summary>
/// <param name="Operation">What was called, such as <c>RestoreDBClusterFromSnapshot</c>.</param>
/// <param name="Class">What to do about it.</param>
/// <param name="Code">The cloud's code, such as <c>KMSKeyNotAccessibleFault</c>; <c>NoAnswer</c> when there was none.</param>
/// <param name="Message">The cloud's message, one line.</param>
/// <param name="Since">When the row of failures of this operation began.</param>
/// <param name="Count">How many there were in a row.</param>
/// <param name="At">When the last of them was.</param>
/// <param name="Wait">How long the cloud asked to wait; null when it did not say.</param>
public sealed record CallFailure(string Operation, CallClass Class, string Code, string Message, DateTimeOffset Since, int Count, DateTimeOffset At, TimeSpan? Wait = null);
