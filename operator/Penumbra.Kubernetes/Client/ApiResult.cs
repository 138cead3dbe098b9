using System.Diagnostics.CodeAnalysis;

namespace Penumbra.Kubernetes.Client;

/// <summary>The answer to a request: a value, or a failure of one of the four kinds. Expected failures are never exceptions.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
public readonly struct ApiResult<T>
    where T : class
{
    private ApiResult(T? value, ApiFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value of a success, else null.</summary>
    public T? Value { get; }

    /// <summary>The failure, else null.</summary>
    public ApiFailure? Failure { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    /// <summary>A success.</summary>
    public static ApiResult<T> Success(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static ApiResult<T> Failed(ApiFailure failure) => new(null, failure);

    /// <summary>A success.</summary>
    public static implicit operator ApiResult<T>(T value) => Success(value);

    /// <summary>A failure.</summary>
    public static implicit operator ApiResult<T>(ApiFailure failure) => Failed(failure);
}
