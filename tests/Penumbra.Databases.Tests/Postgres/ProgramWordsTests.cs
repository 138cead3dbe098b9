using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Databases.Postgres.Loading;

namespace Penumbra.Databases.Tests.Postgres;

/// <summary>What is heard of the programs that dump and load: no error or warning goes by, and no value is passed on.</summary>
public sealed class ProgramWordsTests
{
    private static string? Told(string program, int exitCode, params string[] lines)
    {
        var words = new ProgramWords(program);
        foreach (var line in lines) words.Hear(line);
        return words.Trouble(exitCode);
    }

    [Fact]
    public void What_a_program_says_of_its_progress_is_no_trouble()
    {
        Told("pg_restore", 0, "pg_restore: connecting to database for restore", "pg_restore: creating TABLE \"public.warnings\"", "pg_restore: processing data for table \"public.error: no\"").Should().BeNull();
        Told("pg_dump", 0).Should().BeNull();
    }

    [Theory]
    [InlineData("pg_dump", "pg_dump: warning: there are circular foreign-key constraints on this table:")]
    [InlineData("pg_dump", "something that nobody knows")]
    [InlineData("pg_dump", "WARNING:  database \"shop\" has a collation version mismatch")]
    [InlineData("pg_restore", "pg_restore: warning: errors ignored on restore: 1")]
    [InlineData("pg_restore", "pg_restore: WARNING:  no privileges were granted for \"public\"")]
    [InlineData("pg_restore", "pg_restore: WARNUNG:  auf Deutsch")]
    public void A_warning_is_trouble_although_the_program_ends_with_0(string program, string line) => Told(program, 0, line).Should().StartWith($"{program} gave a warning");

    [Fact]
    public void A_sentence_about_rows_is_not_passed_on_and_one_about_shapes_is()
    {
        Told("pg_restore", 1, "pg_restore: from TOC entry 3344; 0 16394 TABLE DATA public customers postgres", "pg_restore: error: COPY failed for table \"customers\": ERROR:  value too long: zqxperson")
            .Should().Be("pg_restore ended with 1 at TABLE DATA public customers postgres (the server's sentence may hold a value and is not shown)");
        Told("pg_restore", 1, "pg_restore: from TOC entry 3; 3079 16394 EXTENSION - pg_cron", "pg_restore: error: could not execute query: ERROR:  pg_cron can only be loaded via shared_preload_libraries")
            .Should().Be("pg_restore ended with 1 at EXTENSION - pg_cron: ERROR:  pg_cron can only be loaded via shared_preload_libraries");
        Told("pg_dump", 1, "pg_dump: error: query failed: ERROR:  permission denied for table orders", "pg_dump: detail: Query was: LOCK TABLE").Should().Contain("permission denied for table orders");
    }

    [Fact]
    public void Entries_are_made_in_the_order_in_which_rights_allow_them()
    {
        var archive = Archive.Of(default, ["; a comment", "5; 2615 1 SCHEMA - shop owner", "9; 1259 2 TABLE shop orders owner", "10; 0 2 ACL shop TABLE orders owner", "11; 826 3 DEFAULT ACL shop DEFAULT PRIVILEGES FOR TABLES owner", "12; 0 4 MATERIALIZED VIEW DATA shop totals owner", "13; 3466 5 EVENT TRIGGER - watch owner", ""]);
        archive.Schemas.Should().Equal("5; 2615 1 SCHEMA - shop owner");
        archive.Shapes.Should().Equal("9; 1259 2 TABLE shop orders owner");
        archive.Rights.Should().HaveCount(2);
        archive.Late.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(15, 15)]
    [InlineData(14, 15)]
    [InlineData(16, null)]
    [InlineData(17, 18)]
    [InlineData(19, null)]
    public void The_lowest_version_that_fits_the_server_is_taken(int server, int? expected) => new ClientTools([13, 15, 18]).For(server).Should().Be(expected);
}
