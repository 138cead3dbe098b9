using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>A change of traffic, and the evidence it was decided on.</summary>
/// <param name="At">When.</param>
/// <param name="Revision">The candidate.</param>
/// <param name="From">Its share before.</param>
/// <param name="To">Its share after.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">At most 256 characters.</param>
public sealed record DecisionStatus(DateTimeOffset At, string Revision, Share From, Share To, Reason Reason, string Evidence);
