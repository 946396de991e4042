package app

import (
	"context"
	"strings"

	"strowger/internal/auth"
	"strowger/internal/connecthttp"
	"strowger/internal/restjson"
)

// principalKey is the key of the caller in the context of a request.
type principalKey struct{}

func withPrincipal(ctx context.Context, p auth.Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// userARN names a principal as AWS names users.
func userARN(account string, p auth.Principal) string {
	return "arn:aws:iam::" + account + ":user/" + p.Name
}

// authorize asks the caller's policy about everything that a request acts on.
// prefix is that of the actions, such as "connect:".
func (a *App) authorize(service *connecthttp.Service, prefix string) func(context.Context, *restjson.Route, any) error {
	return func(ctx context.Context, route *restjson.Route, input any) error {
		p, _ := ctx.Value(principalKey{}).(auth.Principal)
		if p.Policy == nil {
			return nil
		}
		access := service.Access(ctx, route.Operation, input)
		request := auth.Request{Action: prefix + route.Operation}
		for _, resource := range access.Resources {
			request.Resource, request.Context = resource.ARN, conditionKeys(p, access, resource)
			if decision := p.Policy.Decide(request); decision != auth.Allow {
				return connecthttp.Denied(denial(userARN(a.options.Account, p), request, decision))
			}
		}
		return nil
	}
}

// conditionKeys are the values that conditions of a policy may ask for.
func conditionKeys(p auth.Principal, access connecthttp.Access, resource connecthttp.AccessResource) map[string][]string {
	keys := map[string][]string{auth.KeyUsername: {p.Name}}
	if resource.InstanceID != "" {
		keys[auth.KeyInstanceID] = []string{string(resource.InstanceID)}
	}
	if len(access.TagKeys) > 0 {
		keys[auth.KeyTagKeys] = access.TagKeys
	}
	add := func(prefix string, tags map[string]string) {
		for key, value := range tags {
			key = prefix + strings.ToLower(key)
			keys[key] = append(keys[key], value)
		}
	}
	add(auth.KeyResourceTag, resource.Tags)
	add(auth.KeyRequestTag, access.RequestTags)
	return keys
}

// denial says what AWS says.
func denial(user string, r auth.Request, decision auth.Decision) string {
	text := "User: " + user + " is not authorized to perform: " + r.Action + " on resource: " + r.Resource
	if decision == auth.ExplicitDeny {
		return text + " with an explicit deny in an identity-based policy"
	}
	return text + " because no identity-based policy allows the " + r.Action + " action"
}
