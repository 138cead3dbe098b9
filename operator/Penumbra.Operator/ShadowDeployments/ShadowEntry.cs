using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>A shadow of the cache, read.</summary>
/// <param name="View">The object.</param>
/// <param name="Fields">Its spec as it is written; null when it cannot be read at all.</param>
/// <param name="Spec">Its spec as the rules read it; null when it cannot be read at all.</param>
/// <param name="Status">Its status.</param>
/// <param name="Problems">What is wrong with the spec.</param>
public sealed record ShadowEntry(CustomView View, ShadowDeploymentSpecification? Fields, ShadowSpec? Spec, ShadowStatus Status, IReadOnlyList<Problem> Problems)
{
    /// <summary>Its name.</summary>
    public string Name => View.Name;

    /// <summary>Its namespace.</summary>
    public string Namespace => View.Namespace;
}
