using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Tests.Postgres;

/// <summary>A file becomes statements as psql would cut it.</summary>
public sealed class SqlSplitterTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2", "SELECT 1|SELECT 2")]
    [InlineData("SELECT ';'; SELECT 'it''s; fine';", "SELECT ';'|SELECT 'it''s; fine'")]
    [InlineData("SELECT E'a\\';b'; SELECT 'a\\'; SELECT 3", "SELECT E'a\\';b'|SELECT 'a\\'|SELECT 3")]
    [InlineData("SELECT \"a;\"\"b\"; SELECT 2", "SELECT \"a;\"\"b\"|SELECT 2")]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$; SELECT 2", "DO $$ BEGIN PERFORM 1; END $$|SELECT 2")]
    [InlineData("DO $a$ SELECT $$;$$; $b$ ; $a$; SELECT 2", "DO $a$ SELECT $$;$$; $b$ ; $a$|SELECT 2")]
    [InlineData("SELECT a$b$ FROM t; SELECT x$$;", "SELECT a$b$ FROM t|SELECT x$$")]
    [InlineData("-- a; comment\nSELECT 1 /* b; /* nested; */ */ ; -- c;\n", "SELECT 1 /* b; /* nested; */ */")]
    [InlineData("/* only */ -- comments;\n ;;; ", "")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)|SELECT 3")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END|SELECT 3")]
    [InlineData("create or replace procedure p() begin atomic insert into t values (1); end; SELECT 3", "create or replace procedure p() begin atomic insert into t values (1); end|SELECT 3")]
    [InlineData("SELECT a[1:2], b::text, '$x' FROM t", "SELECT a[1:2], b::text, '$x' FROM t")]
    [InlineData("SELECT U&'d\\0061;t' ; SELECT N'x;y', B'1', X'1F';", "SELECT U&'d\\0061;t'|SELECT N'x;y', B'1', X'1F'")]
    [InlineData("SELECT CASE WHEN true THEN 1 END; SELECT 2", "SELECT CASE WHEN true THEN 1 END|SELECT 2")]
    public void Statements_end_at_the_semicolons_that_end_statements(string file, string expected) =>
        string.Join('|', Split(file).Select(statement => statement.Text)).Should().Be(expected);

    [Fact]
    public void Places_count_lines_and_statements()
    {
        var statements = Split("-- head\n\nSELECT 1;\n/* x\n y */ SELECT\n 2;\n\n  SELECT 3");
        statements.Select(statement => (statement.Place.Line, statement.Place.Number)).Should().Equal((3, 1), (5, 2), (8, 3));
    }

    [Fact]
    public void Parameters_are_numbered_by_name_and_only_where_sql_is()
    {
        var statement = Split("UPDATE t SET a = $key, b = $other || $key, c = '$key', d = \"$key\" -- $key\n WHERE e = $$ $key $$").Should().ContainSingle().Subject;
        statement.Text.Should().Be("UPDATE t SET a = $1, b = $2 || $1, c = '$key', d = \"$key\" -- $key\n WHERE e = $$ $key $$");
        statement.Parameters.Should().Equal("key", "other");
    }

    [Theory]
    [InlineData("SELECT 1;\nSELECT 'open", "f.sql, line 2, statement 2: a string begins here and does not end")]
    [InlineData("SELECT \"open", "f.sql, line 1, statement 1: a quoted name begins here and does not end")]
    [InlineData("DO $x$ BEGIN", "f.sql, line 1, statement 1: a dollar-quoted text begins here and does not end")]
    [InlineData("\n/* /* */", "f.sql, line 2, statement 1: a comment begins here and does not end")]
    [InlineData("\\connect other", "f.sql, line 1, statement 1: commands of psql (\\...) are not SQL")]
    [InlineData("SELECT $1", "f.sql, line 1, statement 1: parameters have names here: $name, not a number")]
    [InlineData("BEGIN; SELECT 1; COMMIT", "f.sql, line 1, statement 1: every statement has a transaction of its own, together with its mark; it cannot begin or end one")]
    [InlineData("SET session_replication_role = origin", "f.sql, line 1, statement 1: session_replication_role stays replica, so that no trigger copies old values elsewhere")]
    [InlineData("CREATE TEMP TABLE x AS SELECT 1", "f.sql, line 1, statement 1: a temporary table is lost when a run is interrupted; make a plain table and drop it at the end")]
    [InlineData("COPY t FROM stdin", "f.sql, line 1, statement 1: COPY from or to the client has no data here")]
    [InlineData("SELECT 1;\nCOPY public.customers (id, email, name, phone, street, town, zip, country, born, joined, remark) FROM STDIN;", "f.sql, line 2, statement 2: COPY from or to the client has no data here")]
    [InlineData("COPY (SELECT id, email, name, phone, street, town, zip, country, born, joined FROM customers) TO stdout", "f.sql, line 1, statement 1: COPY from or to the client has no data here")]
    [InlineData("VACUUM $table", "f.sql, line 1, statement 1: a parameter cannot be bound in it")]
    public void What_cannot_be_run_is_refused_with_its_place(string file, string message)
    {
        var failure = SqlSplitter.Split(new SqlText("f.sql", file)).Failure!;
        failure.Message.Should().Be(message);
        failure.Problem.Should().Be(WorkProblem.SqlFailed);
    }

    [Fact]
    public void Only_vacuum_reindex_and_analyze_run_outside_of_a_transaction_and_settings_have_no_mark()
    {
        Split("VACUUM t; reindex TABLE t; ANALYZE; SET search_path = a; RESET search_path; SET LOCAL work_mem = '1MB'; UPDATE t SET a = 1").Select(statement => statement.Kind.ToString())
            .Should().Equal("Outside", "Outside", "Outside", "Session", "Session", "Marked", "Marked");
    }

    private static IReadOnlyList<SqlStatement> Split(string file)
    {
        var result = SqlSplitter.Split(new SqlText("f.sql", file));
        result.Failure.Should().BeNull();
        return result.Value!;
    }
}
