using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Databases.Postgres.Connecting;

namespace Penumbra.Databases.Worker;

/// <summary>
/// The folder, in the pod's memory, in which a container finds its database: for everything that stands on libpq a service and a password file, for everything else one JSON. The
/// container cannot write there. What lies in it is taken away by the process behind the container, whose first act is a password of its own.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="seen">The same folder as the container sees it.</param>
public sealed class HandoverFolder(string folder, string seen)
{
    /// <summary>Where it is mounted.</summary>
    public const string Root = $"{InputReader.Root}/{Name}";

    /// <summary>The folder's name below the folder of all inputs.</summary>
    public const string Name = "database";

    /// <summary>The service in <see cref="ServiceFile"/>.</summary>
    public const string Service = "penumbra";

    /// <summary>The file with the service of libpq.</summary>
    public const string ServiceFile = "pg_service.conf";

    /// <summary>The file with the password, as libpq reads it: only when nobody but its owner may.</summary>
    public const string PasswordFile = "pgpass";

    /// <summary>The file for everything that is not libpq.</summary>
    public const string JsonFile = "database.json";

    private const string AuthoritiesFile = "authorities.pem";
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Takes away what the last process left, and says for whom it was; null when there was nothing, or nothing readable.</summary>
    public Handover? Take()
    {
        if (!Directory.Exists(folder)) return null;
        var path = Path.Combine(folder, JsonFile);
        var handover = File.Exists(path) ? Read(File.ReadAllText(path)) : null;
        foreach (var file in Directory.EnumerateFiles(folder)) File.Delete(file);
        return handover;
    }

    /// <summary>Leaves a database for a container.</summary>
    /// <param name="given">Which container, and the database's identity.</param>
    /// <param name="target">How the database is reached.</param>
    /// <param name="runId">The run.</param>
    public void Leave(RefreshEffect.HandOver given, DatabaseTarget target, string runId)
    {
        Directory.CreateDirectory(folder);
        if (target.RootCertificates is { } bundle) Write(AuthoritiesFile, File.ReadAllText(bundle));
        var (mode, authorities) = Trust(target);
        var port = target.Port.ToString(CultureInfo.InvariantCulture);
        var service = new StringBuilder($"[{Service}]\nhost={target.Host}\nport={port}\ndbname={target.Database}\nuser={target.User}\nsslmode={mode}\n");
        if (authorities is not null) service.Append("sslrootcert=").Append(authorities).Append('\n');
        Write(ServiceFile, service.ToString());
        Write(PasswordFile, $"{string.Join(':', new[] { target.Host, port, target.Database, target.User, target.Password }.Select(Escaped))}\n");

        // The last: where it is, all of them are.
        Write(JsonFile, new JsonObject
        {
            ["host"] = target.Host, ["port"] = target.Port, ["database"] = target.Database, ["user"] = target.User, ["password"] = target.Password,
            ["sslMode"] = mode, ["sslRootCertificates"] = authorities, ["runId"] = runId, ["step"] = given.Step, ["resourceId"] = given.ResourceId,
        }.ToJsonString());
    }

    // As libpq calls it. "system" are the authorities of the container's own image.
    private (string Mode, string? Authorities) Trust(DatabaseTarget target) => target.Tls switch
    {
        TlsMode.None => ("disable", null),
        TlsMode.Encrypted => ("require", null),
        _ => ("verify-full", target.RootCertificates is null ? "system" : $"{seen}/{AuthoritiesFile}"),
    };

    private static string Escaped(string field) => field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static Handover? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject map && map["step"]?.GetValue<string>() is { } step && map["resourceId"]?.GetValue<string>() is { } resource ? new Handover(step, resource) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half written by a process that died: no container ran behind it.
            return null;
        }
    }

    private void Write(string name, string text)
    {
        using var stream = new FileStream(Path.Combine(folder, name), Options());
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    // Nobody else's from the first moment on.
    private static FileStreamOptions Options() => OperatingSystem.IsWindows()
        ? new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }
        : new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnersAlone };
}
