using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Spec;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A spec as the rules read it, and everything that is wrong with it.</summary>
/// <param name="Spec">The spec; a field that is wrong has its default.</param>
/// <param name="Problems">What a person must change.</param>
public sealed record ShadowDeploymentReading(ShadowSpec Spec, IReadOnlyList<Problem> Problems);
