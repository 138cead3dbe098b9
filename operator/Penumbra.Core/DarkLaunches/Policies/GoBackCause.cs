using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Why traffic goes back.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Evidence">What it was decided on.</param>
/// <param name="Failing">Whether the candidate's requests fail: then going back waits for no capacity.</param>
/// <param name="Handled">The act that is carried out by it, or empty.</param>
/// <param name="Known">Whether it was told before.</param>
public sealed record GoBackCause(Reason Reason, string Evidence, bool Failing = false, string Handled = "", bool Known = false);
