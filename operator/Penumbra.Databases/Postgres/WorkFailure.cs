using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres;

/// <summary>Why an act inside the database was not done.</summary>
/// <param name="Kind">What follows from it.</param>
/// <param name="Problem">What it is.</param>
/// <param name="Message">For people: file, line and number of the statement, or table and column. Never a value, nor a parameter.</param>
public sealed record WorkFailure(ErrorKind Kind, WorkProblem Problem, string Message);
