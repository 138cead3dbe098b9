namespace Penumbra.Kubernetes.Login;

/// <summary>Finds the login of a process: the named kubeconfig, else the pod's service account, else KUBECONFIG and the default file.</summary>
public static class ClusterLogins
{
    /// <summary>Finds the login.</summary>
    /// <param name="kubeconfig">A file that was asked for, or null.</param>
    /// <param name="context">A context that was asked for, or null.</param>
    /// <param name="environment">Gives environment variables.</param>
    /// <param name="time">The clock.</param>
    public static LoginResult Find(string? kubeconfig, string? context, Func<string, string?> environment, TimeProvider time) =>
        kubeconfig is null && context is null && string.IsNullOrEmpty(environment("KUBECONFIG")) && InClusterLogin.IsPossible(environment)
            ? InClusterLogin.Read(environment, time)
            : Kubeconfig.Read(kubeconfig, context, environment, time);
}
