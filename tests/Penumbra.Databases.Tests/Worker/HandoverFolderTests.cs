using System.Text.Json.Nodes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Worker;

namespace Penumbra.Databases.Tests.Worker;

public sealed class HandoverFolderTests : IDisposable
{
    private static readonly DatabaseTarget Target = new() { Host = "db.example", Port = 6432, Database = "sh:op", User = "master", Password = "secret" };
    private static readonly RefreshEffect.HandOver Given = new("passwords", "db.example", 6432, "cluster-R1");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-handover-").FullName;

    private HandoverFolder Folder => new(_folder, "/penumbra/database");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Text(string file) => File.ReadAllText(Path.Combine(_folder, file));

    [Fact]
    public void What_is_left_is_taken_once()
    {
        Folder.Take().Should().BeNull();
        Folder.Leave(Given, Target, "r1");
        Folder.Take().Should().Be(new Handover("passwords", "cluster-R1"));
        Directory.EnumerateFiles(_folder).Should().BeEmpty();
        Folder.Take().Should().BeNull();
    }

    [Fact]
    public void What_was_half_written_counts_for_nothing()
    {
        Folder.Leave(Given, Target, "r1");
        File.WriteAllText(Path.Combine(_folder, HandoverFolder.JsonFile), Text(HandoverFolder.JsonFile)[..20]);
        Folder.Take().Should().BeNull();
        Directory.EnumerateFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Nobody_but_the_pods_own_user_may_read_it()
    {
        Folder.Leave(Given, Target, "r1");
        Directory.EnumerateFiles(_folder).Should().HaveCount(3);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(_folder)) File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "libpq ignores a password file that others may read");
    }

    [Fact]
    public void The_files_say_where_with_what_and_how_far_to_trust()
    {
        Folder.Leave(Given, Target with { Tls = TlsMode.None }, "r1");
        Text(HandoverFolder.PasswordFile).Should().Be("db.example:6432:sh\\:op:master:secret\n");
        Text(HandoverFolder.ServiceFile).Should().Be("[penumbra]\nhost=db.example\nport=6432\ndbname=sh:op\nuser=master\nsslmode=disable\n");
        var json = JsonNode.Parse(Text(HandoverFolder.JsonFile))!;
        json["password"]!.GetValue<string>().Should().Be("secret");
        json["port"]!.GetValue<int>().Should().Be(6432);
        json["runId"]!.GetValue<string>().Should().Be("r1");

        Folder.Leave(Given, Target with { Tls = TlsMode.Encrypted }, "r1");
        Text(HandoverFolder.ServiceFile).Should().Contain("sslmode=require");
        Folder.Leave(Given, Target, "r1");
        Text(HandoverFolder.ServiceFile).Should().Contain("sslmode=verify-full\nsslrootcert=system\n");

        var bundle = Path.Combine(_folder, "bundle");
        File.WriteAllText(bundle, "-----BEGIN CERTIFICATE-----");
        Folder.Leave(Given, Target with { RootCertificates = bundle }, "r1");
        Text(HandoverFolder.ServiceFile).Should().Contain("sslmode=verify-full\nsslrootcert=/penumbra/database/authorities.pem\n");
        Text("authorities.pem").Should().StartWith("-----BEGIN");
    }
}
