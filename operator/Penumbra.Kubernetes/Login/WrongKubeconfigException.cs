namespace Penumbra.Kubernetes.Login;

/// <summary>Carries the sentence about a wrong field out of the reading of it; never leaves <see cref="KubeconfigLogin"/>.</summary>
internal sealed class WrongKubeconfigException(string message) : Exception(message);
