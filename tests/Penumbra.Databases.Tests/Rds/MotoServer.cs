using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Penumbra.Databases.Rds;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>moto, an imitation of the cloud by others, in a process of its own: what it and our client agree on was not made up by us.</summary>
public sealed class MotoServer : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new();
    private Process? _process;

    public Uri Address { get; private set; } = null!;

    public static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("PENUMBRA_MOTO") is { Length: > 0 } named && Directory.Exists(named)) return named;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, ".cache", "tools", "moto", "moto", "server.py"))) return Path.Combine(folder, ".cache", "tools", "moto");
        }

        return null;
    }

    public async Task InitializeAsync()
    {
        if (Folder() is not { } folder)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") throw new InvalidOperationException(MotoFactAttribute.Missing);
            return;
        }

        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo("python3", ["-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PYTHONPATH"] = folder;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["AWS_DEFAULT_REGION"] = "eu-north-1";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(2))
        {
            try
            {
                (await _http.PostAsync(new Uri(Address, "moto-api/reset"), null)).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        }

        throw new InvalidOperationException("moto did not start");
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
    }

    /// <summary>An empty account in which nobody is checked.</summary>
    public async Task ResetAsync()
    {
        (await _http.PostAsync(new Uri(Address, "moto-api/reset-auth"), new StringContent("100000000", Encoding.UTF8, "text/plain"))).EnsureSuccessStatusCode();
        (await _http.PostAsync(new Uri(Address, "moto-api/reset"), null)).EnsureSuccessStatusCode();
    }

    /// <summary>For a while nobody is checked: what others do in between.</summary>
    public async Task ResetAuthAsync() => (await _http.PostAsync(new Uri(Address, "moto-api/reset-auth"), new StringContent("100000000", Encoding.UTF8, "text/plain"))).EnsureSuccessStatusCode();

    /// <summary>From now on signatures and policies count.</summary>
    public async Task CheckAsync() => (await _http.PostAsync(new Uri(Address, "moto-api/reset-auth"), new StringContent("0", Encoding.UTF8, "text/plain"))).EnsureSuccessStatusCode();

    public CloudClient Client(AWSCredentials? credentials = null) => new(_http, new CloudLogin("eu-north-1", credentials ?? new BasicAWSCredentials("testing", "testing"), Address), TimeProvider.System, new Random(1));

    /// <summary>A user who may do what a policy allows, before anybody is checked.</summary>
    public async Task<BasicAWSCredentials> UserAsync(string name, JsonObject policy)
    {
        var root = Client();
        async Task<System.Xml.Linq.XElement> Iam(QueryForm form) => (await root.QueryAsync(form, CancellationToken.None, "iam")).Value ?? throw new InvalidOperationException(form.Action);
        await Iam(new QueryForm("CreateUser", "2010-05-08").Add("UserName", name));
        await Iam(new QueryForm("PutUserPolicy", "2010-05-08").Add("UserName", name).Add("PolicyName", "refresh").Add("PolicyDocument", policy.ToJsonString()));
        var key = await Iam(new QueryForm("CreateAccessKey", "2010-05-08").Add("UserName", name));
        string Text(string field) => key.Descendants().First(element => element.Name.LocalName == field).Value;
        return new BasicAWSCredentials(Text("AccessKeyId"), Text("SecretAccessKey"));
    }

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
