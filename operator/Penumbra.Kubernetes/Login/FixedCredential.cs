using System.Text;

namespace Penumbra.Kubernetes.Login;

/// <summary>A token or a name with password that stands in the kubeconfig.</summary>
internal sealed class FixedCredential(string authorization) : ICredentialSource
{
    private readonly Credential _credential = new(authorization);

    public static FixedCredential Token(string token) => new($"Bearer {token}");

    public static FixedCredential Basic(string name, string password) =>
        new($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}");

    public ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken) => new(_credential);
}
