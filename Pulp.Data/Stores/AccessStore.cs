using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class AccessStore : IAccessStore
{
    public AccessStore(SqlSession session)
    {
        Users = new UserStore(session);
        Groups = new GroupStore(session);
        Roles = new RoleStore(session);
        Grants = new GrantStore(session);
        Tokens = new TokenStore(session);
    }

    public IUserStore Users { get; }

    public IGroupStore Groups { get; }

    public IRoleStore Roles { get; }

    public IGrantStore Grants { get; }

    public ITokenStore Tokens { get; }
}
