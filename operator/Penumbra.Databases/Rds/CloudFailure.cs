using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Databases.Rds;

/// <summary>A call that did not succeed.</summary>
/// <param name="Operation">What was called.</param>
/// <param name="Class">What to do about it.</param>
/// <param name="Code">The cloud's code; <c>NoAnswer</c> when there was none.</param>
/// <param name="Message">The cloud's message, one line; never the body of an answer that is not the cloud's.</param>
/// <param name="Wait">How long the cloud asked to wait; null when it did not say.</param>
public sealed record CloudFailure(string Operation, CallClass Class, string Code, string Message, TimeSpan? Wait = null);
