using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Login;

/// <summary>
/// Credentials of a program, by the protocol client.authentication.k8s.io/v1 and v1beta1. What it gave is kept until a little before it
/// expires. The only place of the project that starts a process; never used inside a cluster.
/// </summary>
internal sealed class ExecCredential(ExecSettings settings, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private Task<Credential>? _running;
    private Credential? _last;
    private DateTimeOffset _expires;

    public async ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken)
    {
        Task<Credential> running;
        lock (_lock)
        {
            if (_last is { Error: null } && !refused && time.GetUtcNow() < _expires) return _last;
            // One start serves all who wait for it.
            running = _running is { IsCompleted: false } ? _running : _running = RunAsync();
        }

        return await running.WaitAsync(cancellationToken);
    }

    private async Task<Credential> RunAsync()
    {
        var start = new ProcessStartInfo(settings.Command) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in settings.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings.Environment) start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = Information().ToJsonString();
        using var deadline = new CancellationTokenSource(Limit, time);
        Process? process = null;
        try
        {
            process = Process.Start(start);
            if (process is null) return Failed("could not be started");
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            var said = await error;
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 ? Parse(output) : Failed($"ended with code {process.ExitCode} ({FirstLine(said)})");
        }
        catch (Win32Exception)
        {
            return Failed($"cannot be started; it must be installed and on the PATH{(settings.InstallHint is null ? "" : $" ({FirstLine(settings.InstallHint)})")}");
        }
        catch (OperationCanceledException)
        {
            process?.Kill(entireProcessTree: true);
            return Failed($"did not answer within {Limit.TotalSeconds} s");
        }
        finally
        {
            process?.Dispose();
        }
    }

    private JsonObject Information()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (settings.Cluster is { } cluster) spec["cluster"] = cluster.DeepClone();
        return new JsonObject { ["apiVersion"] = settings.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
    }

    private Credential Parse(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var root = document.RootElement;
            if (Text(root, "apiVersion") is var version && !string.Equals(version, settings.ApiVersion, StringComparison.Ordinal))
            {
                return Failed($"answered with apiVersion {version ?? "nothing"}; the kubeconfig asks for {settings.ApiVersion}");
            }

            if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object) return Failed("answered without a status");
            var token = Text(status, "token");
            var certificate = Text(status, "clientCertificateData");
            var key = Text(status, "clientKeyData");
            if (token is null && (certificate is null || key is null)) return Failed("answered with neither a token nor a certificate with its key");
            var expires = DateTimeOffset.MaxValue;
            if (Text(status, "expirationTimestamp") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)) expires = until - Early;
            var credential = new Credential(token is null ? null : $"Bearer {token}", certificate is null || key is null ? null : Pem.WithKey(certificate, key));
            lock (_lock) (_last, _expires) = (credential, expires);
            return credential;
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException or InvalidOperationException)
        {
            return Failed("did not answer with an ExecCredential in JSON");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string FirstLine(string text)
    {
        var line = FailureReader.Clean(text.AsSpan().Trim().ToString().Split('\n')[0]);
        return line.Length > 200 ? line[..200] : line;
    }

    private Credential Failed(string what) => new(null, null, $"The login program {settings.Command} of {settings.Source} {what}.");
}
