using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>The caller's own user and token.</summary>
internal sealed record ViewerField(string Key, int Line, int Column, ImmutableArray<ViewerPart> Parts) : RootField(Key, true, Line, Column);

/// <summary>A mutation that signs somebody up, in or out.</summary>
internal sealed record UserMutationField(string Key, int Line, int Column, UserAction Action, InputValue Input, ImmutableArray<PayloadPart> Parts)
    : RootField(Key, false, Line, Column);

/// <summary>The viewer in a payload.</summary>
internal sealed record ViewerPayloadPart(string Key, ImmutableArray<ViewerPart> Parts) : PayloadPart(Key);

/// <summary>What a challenge has answered.</summary>
internal sealed record ChallengePayloadPart(string Key) : PayloadPart(Key);

/// <summary>One response key of a <c>Viewer</c>.</summary>
internal abstract record ViewerPart(string Key);

internal sealed record ConstantViewerPart(string Key, string Json) : ViewerPart(Key);

internal sealed record TokenPart(string Key) : ViewerPart(Key);

/// <param name="Plan">Reads the user whose id is the value of <see cref="VariableOperand.WrittenId"/>.</param>
/// <param name="Read">Null where the viewer is known only when the field runs.</param>
internal sealed record UserPart(string Key, ReadPlan Plan, CompiledRead? Read) : ViewerPart(Key);
