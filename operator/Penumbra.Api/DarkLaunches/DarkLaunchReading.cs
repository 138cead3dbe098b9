using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A spec as the rules read it, and everything that is wrong with it.</summary>
/// <param name="Spec">The spec; a field that is wrong has its default, so that a launch under way is still judged and can go back.</param>
/// <param name="Problems">What a person must change.</param>
public sealed record DarkLaunchReading(DarkLaunchSpec Spec, IReadOnlyList<Problem> Problems);
