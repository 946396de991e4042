package cti

import (
	"context"
	"strings"

	"strowger/internal/ctiapi"
)

// countryCodes are the countries whose numbers the Connect API knows, in the order
// of the codes.
const countryCodes = "ad ae af ag ai al am an ao aq ar as at au aw az ba bb bd be bf bg bh bi bj bl bm bn bo br bs bt bw by bz ca cc cd cf cg " +
	"ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gg gh gi " +
	"gl gm gn gq gr gt gu gw gy hk hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la " +
	"lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mr ms mt mu mv mw mx my mz na nc ne ng ni nl no np " +
	"nr nu nz om pa pe pf pg ph pk pl pm pn pr pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr st sv " +
	"sx sy sz tc td tg th tj tk tl tm tn to tr tt tv tw tz ua ug us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"

// GetDialableCountryCodes lists the countries that the agent may call: all, as the
// gateway alone knows what it reaches, or none where the instance or the agent
// makes no outbound calls.
func (s *Service) GetDialableCountryCodes(ctx context.Context, in *ctiapi.GetDialableCountryCodesInput) (*ctiapi.GetDialableCountryCodesOutput, error) {
	d := caller(ctx)
	countries := []string{}
	if d.Directory().Instance.OutboundCalls && d.permits(outboundAccess) {
		countries = strings.Fields(countryCodes)
	}
	codes, next, err := page(countries, func(code string) string { return code }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &ctiapi.GetDialableCountryCodesOutput{CountryCodes: codes, NextToken: next}, nil
}
