using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Jobs;

/// <summary>What policies must fulfil.</summary>
public static class JobPolicyRules
{
    private const int Day = 86_400, MaxRetries = 100;

    /// <param name="prefix">What stands before the names of its members, such as <c>jobs.</c>.</param>
    /// <exception cref="ParseException">107, naming the member.</exception>
    public static void Require(JobPolicy policy, string prefix)
    {
        Require(policy.Timeout is > 0 and <= Day, prefix + "timeout", $"1 to {Day} seconds");
        Require(policy.Retries is >= 0 and <= MaxRetries, prefix + "retries", $"0 to {MaxRetries}");
        Require(policy.RetryDelay is >= 0 and <= Day, prefix + "retryDelay", $"0 to {Day} seconds");
    }

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
            throw Refusals.InvalidJson($"{name} must be {wanted}.");
    }
}
