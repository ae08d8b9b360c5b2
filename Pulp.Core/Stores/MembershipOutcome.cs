namespace Pulp.Stores;

/// <summary>
/// Names what adding a unit to a draft did.
/// </summary>
public enum MembershipOutcome
{
    /// <summary>The unit is new in the draft.</summary>
    Added,

    /// <summary>The unit was there already.</summary>
    Kept,

    /// <summary>The unit is new in the draft and took the place of another with the same repository key.</summary>
    Replaced,

    /// <summary>Another unit with the same repository key is there and replacing was not allowed; nothing was done.</summary>
    Refused,
}
